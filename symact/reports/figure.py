"""Figures of a verdict as SVG: the error over the input axis, and the histogram of errors."""

from __future__ import annotations

import math
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from symact.formats.floating import Format, get_format
from symact.judge.class_text import in_words
from symact.judge.figures.error_curve import outermost_errors
from symact.judge.figures.result import ErrorCurve
from symact.judge.text import subject
from symact.reports.style import STYLE

if TYPE_CHECKING:
    from symact.judge.figures.result import Result
    from symact.judge.figures.verdict import Verdict

WIDTH, LEFT, RIGHT, TOP = 960, 92, 14, 14
PLOT = WIDTH - LEFT - RIGHT
HEIGHT = 220
"""Pixels of the plot of errors; the lanes of the classes lie below it."""

CORRECT = 16
"""Pixels for errors from 0 to half an ulp; those above have a logarithmic scale."""

LANE, BAR = 16, 20

NARROWEST = 24
"""Columns that a closer look shows at least."""

WIDEST = 0.4
"""Share of all columns up to which a closer look shows more than the whole does."""

NARROW = 0.25
"""Share of the axis below which powers of two are labelled."""

APART = 58
"""Pixels between two labels of the input axis, at least."""


def error_curve(verdict: Verdict) -> str:
    """Return the figure of the error over the input axis, or nothing where it would show none."""
    found = verdict.curve
    if found is None or not (found.classes or any(found.max_ulp)):
        return ""
    return _figure(verdict, found, (0, found.columns), "")


def zoomed(verdict: Verdict) -> str:
    """Return the same figure for the columns that hold errors, or nothing where they fill much of the axis."""
    found = verdict.curve
    if found is None:
        return ""
    wrong = [k for k, error in enumerate(found.max_ulp) if error is not None and error > 0.5]
    wrong += [k for runs in found.classes.values() for run in runs for k in run]
    if not wrong:
        return ""
    room = max(NARROWEST, max(wrong) - min(wrong) + 1) // 8 + 1
    span = max(0, min(wrong) - room), min(found.columns, max(wrong) + 1 + room)
    return _figure(verdict, found, span, ", where they are") if span[1] - span[0] < WIDEST * found.columns else ""


def _figure(verdict: Verdict, found: ErrorCurve, span: tuple[int, int], where: str) -> str:
    """Return the figure for the columns of a span."""
    fmt = get_format(verdict.dtype)
    top = max([4.0, *(v for v in found.max_ulp if v is not None), verdict.max_ulp or 0.0])
    axis = TOP + HEIGHT
    shown = ErrorCurve(
        span[1] - span[0],
        found.max_ulp[span[0] : span[1]],
        {
            name: tuple((max(a, span[0]) - span[0], min(b, span[1] - 1) - span[0]) for a, b in runs)
            for name, runs in found.classes.items()
        },
    )
    height = axis + 30 + LANE * len(found.classes)
    about = escape(f"Errors of {verdict.target.function} in ulp over the inputs{where}: {subject(verdict)}")
    parts = [
        f'<svg class="errors" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{about}">',
        *_grid(top, axis),
        _bars(shown, top, axis),
        *_bound(verdict.max_ulp, top, axis),
        *_ticks(fmt, axis, (span[0] / found.columns, span[1] / found.columns)),
        *_lanes(shown, axis + 30),
        "</svg>",
    ]
    return "\n".join(parts)


def document(verdict: Verdict) -> str:
    """Return the figure of the error as a file of its own, empty where the verdict has no curve."""
    start, _, rest = error_curve(verdict).partition(">")
    space = ' xmlns="http://www.w3.org/2000/svg"'
    return f"{start}{space}>\n<style>\n{STYLE}</style>{rest}\n" if start else ""


def _y(error: float, top: float, axis: int) -> float:
    """Return the height of an error, pixels from above."""
    if error <= 0.5:
        return axis - CORRECT * error / 0.5
    share = math.log2(error / 0.5) / math.log2(top / 0.5)
    return axis - CORRECT - (HEIGHT - CORRECT) * share


def _grid(top: float, axis: int) -> list[str]:
    lines = [f'<line class="axis" x1="{LEFT}" y1="{axis}" x2="{WIDTH - RIGHT}" y2="{axis}"/>']
    powers = range(1, math.floor(math.log2(top)) + 1)
    step = max(1, math.ceil(len(powers) / 6))
    for edge in [0.5, 1.0, *(2.0**k for k in powers if k % step == 0)]:
        y = _y(edge, top, axis)
        lines.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>')
        if edge != 1.0 or HEIGHT / math.log2(2 * top) > 12:
            lines.append(f'<text class="tick" x="{LEFT - 6}" y="{y + 3.5:.1f}" text-anchor="end">{_power(edge)}</text>')
    lines.append(f'<text class="tick" x="4" y="{TOP + 9}">ulp</text>')
    return lines


def _power(edge: float) -> str:
    if edge <= 1024:
        return f"{edge:g}"
    return f'2<tspan dy="-4" font-size="8">{math.frexp(edge)[1] - 1}</tspan>'


def _bars(found: ErrorCurve, top: float, axis: int) -> str:
    """Return a bar a column: those within half an ulp, and those beyond, which are not correctly rounded."""
    paths: dict[str, list[str]] = {"good": [], "bad": []}
    width = PLOT / found.columns
    for column, error in enumerate(found.max_ulp):
        if error is not None and error > 0:
            x = LEFT + column * width
            kind = "good" if error <= 0.5 else "bad"
            paths[kind].append(f"M{x:.1f} {axis}V{_y(error, top, axis):.1f}h{width:.2f}V{axis}z")
    return "\n".join(f'<path class="{kind}" d="{"".join(each)}"/>' for kind, each in paths.items() if each)


def _bound(bound: float | None, top: float, axis: int) -> list[str]:
    if bound is None:
        return []
    y = _y(bound, top, axis)
    return [
        f'<line class="bound" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>',
        f'<text class="tick" x="{WIDTH - RIGHT}" y="{y - 4:.1f}" text-anchor="end">bound {bound:g} ulp</text>',
    ]


def _ticks(fmt: Format, axis: int, span: tuple[float, float]) -> list[str]:
    """Return the labels of the input axis: zero, one, the ends, then powers of ten where there is room.

    Args:
        fmt: of the inputs.
        axis: its height.
        span: the part of all inputs that is shown, as shares.
    """
    taken: list[float] = []
    lines = []
    for label, place in _marks(fmt, span):
        exact = place / (outermost_errors(fmt) + 1)
        share = ((1 + exact) / 2 - span[0]) / (span[1] - span[0])
        x = LEFT + PLOT * share
        if 0 <= share <= 1 and all(abs(x - other) >= APART for other in taken):
            taken.append(x)
            lines.append(f'<line class="axis" x1="{x:.1f}" y1="{axis}" x2="{x:.1f}" y2="{axis + 4}"/>')
            anchor = "end" if label == "inf" else "start" if label == "-inf" else "middle"
            text = label.replace("-", "\N{MINUS SIGN}").replace("inf", "\N{INFINITY}")
            lines.append(f'<text class="tick" x="{x:.1f}" y="{axis + 16}" text-anchor="{anchor}">{text}</text>')
    return lines


def _marks(fmt: Format, span: tuple[float, float]) -> list[tuple[str, int]]:
    """Return labels and places, the most wanted first; of a narrow part powers of two as well."""
    outer = outermost_errors(fmt)
    found = [("0", 0), ("1", fmt.from_fraction(Fraction(1))), ("-1", -fmt.from_fraction(Fraction(1)))]
    end = "inf" if fmt.infinity_bits is not None else f"{float(fmt.to_fraction(fmt.max_bits)):g}"
    found += [(end, outer), (f"-{end}", -outer)]
    decades = math.floor(fmt.emax * math.log10(2))
    for step in (100, 50, 20, 10, 5, 2, 1):
        for k in range(step, decades + 1, step):
            for power in (k, -k):
                bits = fmt.from_fraction(Fraction(10) ** power)
                if fmt.min_normal_bits <= bits <= fmt.max_bits:
                    found += [(f"1e{power}", bits), (f"-1e{power}", -bits)]
    if span[1] - span[0] < NARROW:
        for power in range(-8, 8):
            bits = fmt.from_fraction(Fraction(2) ** power)
            if fmt.min_normal_bits <= bits <= fmt.max_bits:
                found += [(f"{2.0**power:g}", bits), (f"-{2.0**power:g}", -bits)]
    return found


def _lanes(found: ErrorCurve, top: int) -> list[str]:
    """Return one lane a class of wrong results: the columns in which it occurs."""
    lines = []
    width = PLOT / found.columns
    for lane, (name, runs) in enumerate(found.classes.items()):
        y = top + lane * LANE
        lines.append(f'<text class="tick" x="{LEFT - 6}" y="{y + 9}" text-anchor="end">{in_words(name)}</text>')
        lines.append(f'<rect class="lane" x="{LEFT}" y="{y}" width="{PLOT}" height="10"/>')
        for first, last in runs:
            # Never thinner than the eye sees.
            size = max((last - first + 1) * width, 3.0)
            x = min(LEFT + first * width, WIDTH - RIGHT - size)
            lines.append(f'<rect class="bad" x="{x:.1f}" y="{y}" width="{size:.1f}" height="10"/>')
    return lines


def histogram(result: Result) -> str:
    """Return the figure of how many judged errors have which size; lengths of bars are logarithms of counts."""
    rows = _bins(result)
    most = max((math.log10(1 + count) for _, count, _ in rows), default=1.0)
    width, left = 420, 76
    lines = [f'<svg viewBox="0 0 {width} {BAR * len(rows) + 4}" role="img" aria-label="Errors by their size, in ulp">']
    for row, (label, count, kind) in enumerate(rows):
        y = BAR * row + 2
        size = (width - left - 70) * math.log10(1 + count) / most if count else 0
        lines.append(f'<text class="tick" x="{left - 6}" y="{y + 11}" text-anchor="end">{label}</text>')
        lines.append(f'<rect class="{kind}" x="{left}" y="{y}" width="{size:.1f}" height="{BAR - 6}"/>')
        lines.append(f'<text class="tick" x="{left + size + 5:.1f}" y="{y + 11}">{count}</text>')
    return "\n".join([*lines, "</svg>"])


def _bins(result: Result) -> list[tuple[str, int, str]]:
    """Return label, count and kind of each class of errors that is not empty."""
    rows = []
    for k, (edge, count) in enumerate(result.histogram):
        if count:
            label = f"\N{LESS-THAN OR EQUAL TO} {_power(edge)}" if math.isfinite(edge) else "beyond"
            rows.append((label, count, "bad" if k else "good"))
    return rows
