"""Scalable vector graphics: a figure as text, its colours by a style sheet that follows the reader's scheme."""

import re
from collections.abc import Iterable
from html import escape

from symact.figures.figure import Axis, Curve, Figure, Panel, Point, Stroke

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 540, 58, 14, 30, 36
"""Pixels of a figure, and of a panel's margins."""

PLOT = WIDTH - LEFT - RIGHT

DOT = 3.5
"""Radius of a dot."""

ROW = 20
"""Pixels between two lines of a legend."""

RANKS = 6
"""Colours and dashes; further curves repeat them."""

COLOURS = """\
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d2733; --soft: #566270; --line: #dde2e8;
  --fill: #f3f5f7; --good: #1c7553; --bad: #b5361d; --mark: #875800;
  --c0: #1f5fa8; --c1: #a8480a; --c2: #0b7162; --c3: #8a2f86; --c4: #6b5a00; --c5: #b3244b; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #e3e8ee; --soft: #a3aebb; --line: #2f3741;
    --fill: #1c2229; --good: #5cc49a; --bad: #f08a76; --mark: #dcae5c;
    --c0: #7db4f0; --c1: #f0a05a; --c2: #5cc9b5; --c3: #d792d3; --c4: #d3c05a; --c5: #f28ba6; } }
"""
"""Colours of figures and pages; each has a contrast of at least 4.5 with the paper of its scheme."""

STYLE = """\
.fig text { fill: var(--soft); font: 12.5px system-ui, sans-serif; }
.fig .name { fill: var(--ink); font-size: 13px; }
.fig .grid { stroke: var(--line); } .fig .axis { stroke: var(--soft); }
.fig .stroke { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.fig .limit { fill: none; stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 4; }
.fig .note { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4; stroke-linejoin: round; }
.fig .open { fill: var(--paper); stroke-width: 1.6; }
""" + "".join(
    f".fig .c{k} {{ stroke: var(--c{k}){dash}; }} .fig .closed.c{k} {{ fill: var(--c{k}); }}\n"
    for k, dash in enumerate(("", "; stroke-dasharray: 8 4", "; stroke-dasharray: 2 4", "; stroke-dasharray: 10 3 2 3",
                              "; stroke-dasharray: 5 2", "; stroke-dasharray: 1 3"))
)  # fmt: skip
"""How the parts of a figure look, for the page that holds it."""


def drawing(figure: Figure) -> str:
    """Return a figure for a page that has `COLOURS` and `STYLE`."""
    parts, top = [], 0.0
    for panel in figure.panels:
        parts += _panel(panel, top)
        top += _height(panel)
    label = escape(f"{figure.title}. {figure.description}")
    start = f'<svg class="fig" viewBox="0 0 {WIDTH} {top:g}" role="img" aria-label="{label}"'
    return "\n".join([f'{start} xmlns="http://www.w3.org/2000/svg">', *parts, "</svg>"])


def document(figure: Figure) -> str:
    """Return a figure as a file of its own."""
    start, _, rest = drawing(figure).partition("\n")
    size = sum(map(_height, figure.panels))
    paper = f'<rect width="{WIDTH}" height="{size:g}" style="fill:var(--paper)"/>'
    style = f"<style>\n{COLOURS}{STYLE}.dash {{ stroke-dasharray: none; }}\n</style>"
    return "\n".join([start, f"<title>{escape(figure.title)}</title>", style, paper, rest, ""])


def _height(panel: Panel) -> float:
    return _above(panel) + round(PLOT * panel.height) + BOTTOM


def _above(panel: Panel) -> int:
    """Return the pixels above a plot, where the legend is."""
    return TOP + ROW * max((row for row, _, _ in _entries(panel.curves)), default=0)


def _panel(panel: Panel, top: float) -> list[str]:
    height = round(PLOT * panel.height)
    above = top + _above(panel)
    lines = [*_legend(panel.curves, top), *([] if panel.is_bare else _grid(panel, above, height))]
    # A viewport of its own cuts what leaves the panel, without an id that two figures of a page would share.
    span = f'data-x="{panel.x.low!r} {panel.x.high!r}" data-y="{panel.y.low!r} {panel.y.high!r}"'
    lines.append(f'<svg x="{LEFT}" y="{above:g}" width="{PLOT}" height="{height}" {span}>')
    lines += [f'<path class="limit" d="{_path(each, panel, height)}"/>' for each in panel.asymptotes]
    for curve in panel.curves:
        rank = f"c{curve.rank % RANKS}"
        data = "".join(_path(each, panel, height) for each in curve.strokes if len(each) > 1)
        if data:
            lines.append(f'<path class="stroke {rank}" d="{data}"><title>{escape(curve.label)}</title></path>')
    for curve in panel.curves:
        lines += _dots(curve.open, f"open c{curve.rank % RANKS}", panel, height)
        lines += _dots(curve.closed, f"closed c{curve.rank % RANKS}", panel, height)
    return [*lines, *_notes(panel, height), "</svg>"]


def _notes(panel: Panel, height: float) -> Iterable[str]:
    for x, y, text in panel.notes:
        across, down = _place((x, y), panel, height)
        yield f'<text class="note" x="{across:.1f}" y="{down + 4:.1f}" text-anchor="middle">{escape(text)}</text>'


def _place(point: Point, panel: Panel, height: float) -> tuple[float, float]:
    """Return pixels from the panel's upper left corner; far beyond the panel all places look alike."""
    x, y = PLOT * panel.x.share(point[0]), height * (1 - panel.y.share(point[1]))
    return x, min(max(y, -9 * height), 10 * height)


def _path(stroke: Stroke, panel: Panel, height: float) -> str:
    places = (_place(point, panel, height) for point in stroke)
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places)


def _dots(points: Iterable[Point], kind: str, panel: Panel, height: float) -> list[str]:
    places = (_place(point, panel, height) for point in points)
    return [f'<circle class="{kind}" style="stroke-dasharray:none" cx="{x:.2f}" cy="{y:.2f}" r="{DOT}"/>'
            for x, y in places]  # fmt: skip


def _legend(curves: Iterable[Curve], top: float) -> list[str]:
    return [
        f'<path class="stroke c{curve.rank % RANKS}" d="M{x:g} {top + 17 + ROW * row:g}h26"/>'
        f'<text class="name" x="{x + 32:g}" y="{top + 21 + ROW * row:g}">{escape(curve.label)}</text>'
        for row, x, curve in _entries(curves)
    ]


def _entries(curves: Iterable[Curve]) -> Iterable[tuple[int, float, Curve]]:
    """Yield the line and the place in it of every entry of a legend, as many in a line as there is room for."""
    row, x = 0, float(LEFT)
    for curve in curves:
        if curve.label:
            width = 46 + 7.6 * len(curve.label)
            if x > LEFT and x + width > WIDTH:
                row, x = row + 1, float(LEFT)
            yield row, x, curve
            x += max(70.0, width)


def _grid(panel: Panel, above: float, height: float) -> list[str]:
    """Return the lines and labels of both axes; those through 0 are stronger."""
    lines, below, right = [], above + height, LEFT + PLOT
    for value in panel.x.ticks():
        x = LEFT + PLOT * panel.x.share(value)
        kind = "axis" if value == 0 and not panel.x.is_log else "grid"
        lines.append(f'<path class="{kind}" d="M{x:.1f} {above:g}V{below:g}"/>')
        lines.append(f'<text x="{x:.1f}" y="{below + 17:g}" text-anchor="middle">{label(value, panel.x)}</text>')
    for value in panel.y.ticks():
        y = above + height * (1 - panel.y.share(value))
        kind = "axis" if value == 0 and not panel.y.is_log else "grid"
        lines.append(f'<path class="{kind}" d="M{LEFT} {y:.1f}H{right}"/>')
        lines.append(f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{label(value, panel.y)}</text>')
    lines.append(f'<text x="{right}" y="{below + 31:g}" text-anchor="end">{escape(panel.x.label)}</text>')
    if panel.y.label:
        lines.append(f'<text x="{LEFT - 7}" y="{above - 9:g}" text-anchor="end">{escape(panel.y.label)}</text>')
    return lines


def label(value: float, axis: Axis) -> str:
    """Return a tick's label: a power of ten on a logarithmic scale, a decimal or a multiple of such a power else."""
    factor, _, exponent = f"{value:{'.0e' if axis.is_log else 'g'}}".partition("e")
    power = int(exponent or 0)
    times = "" if axis.is_log and power else factor + "\N{DOT OPERATOR}" * bool(power)
    raised = f'10<tspan dy="-4" font-size="9">{power}</tspan>' if power else ""
    return re.sub("-(?![^<>]*>)", "\N{MINUS SIGN}", times + raised)
