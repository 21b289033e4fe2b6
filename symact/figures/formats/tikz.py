"""TikZ: a figure for a LaTeX document, with the document's own letters."""

from symact.figures.figure import Axis, Curve, Figure, Panel, Point

WIDTH = 10.0
"""Centimetres of a panel."""

GAP = 1.1
"""Centimetres between panels, for the labels of the axis."""

DASHES = ("solid", "dashed", "densely dotted", "dash dot", "densely dashed", "loosely dotted")

COLOURS = ("blue!60!black", "orange!70!black", "teal!80!black", "violet!80!black", "olive!80!black", "purple!80!black")

PRIMES = {"\N{DOUBLE PRIME}": "''", "\N{PRIME}": "'", "\N{MINUS SIGN}": "-", "\N{INFINITY}": r"\infty ",
          "\N{RIGHTWARDS ARROW}": r"\to ", "\N{DOT OPERATOR}": r"\cdot ", "_": r"\_",
          "\N{SUBSCRIPT ONE}": "$_1$", "\N{SUBSCRIPT TWO}": "$_2$"}  # fmt: skip


def drawing(figure: Figure) -> str:
    """Return a figure as a tikzpicture."""
    lines, top = [r"\begin{tikzpicture}[x=1cm,y=1cm,line join=round,line cap=round]"], 0.0
    for panel in figure.panels:
        height = WIDTH * panel.height
        lines += _panel(panel, top - height, height)
        top -= height + GAP
    return "\n".join([*lines, r"\end{tikzpicture}"])


def _panel(panel: Panel, bottom: float, height: float) -> list[str]:
    lines = [] if panel.is_bare else _grid(panel, bottom, height)
    lines += [r"\begin{scope}", rf"\clip (0,{bottom:.3f}) rectangle ({WIDTH:g},{bottom + height:.3f});"]
    for stroke in panel.asymptotes:
        lines.append(
            rf"\draw[gray,densely dotted] {' -- '.join(_place(each, panel, bottom, height) for each in stroke)};"
        )
    for curve in panel.curves:
        style = f"{COLOURS[curve.rank % len(COLOURS)]},{DASHES[curve.rank % len(DASHES)]},line width=0.9pt"
        for stroke in curve.strokes:
            if len(stroke) > 1:
                places = " -- ".join(_place(point, panel, bottom, height) for point in stroke)
                lines.append(rf"\draw[{style}] {places};")
    lines.append(r"\end{scope}")
    for curve in panel.curves:
        lines += _dots(curve, panel, bottom, height)
    for x, y, text in panel.notes:
        number, place = text.replace("\N{MINUS SIGN}", "-"), _place((x, y), panel, bottom, height)
        lines.append(rf"\node[font=\footnotesize,fill=white,inner sep=1pt] at {place} {{${number}$}};")
    return [*lines, *_legend(panel, bottom + height)]


def _grid(panel: Panel, bottom: float, height: float) -> list[str]:
    lines = []
    for value in panel.x.ticks():
        x = WIDTH * panel.x.share(value)
        lines.append(rf"\draw[gray!30] ({x:.3f},{bottom:.3f}) -- +(0,{height:.3f});")
        lines.append(rf"\node[below,font=\footnotesize] at ({x:.3f},{bottom:.3f}) {{{_number(value, panel.x)}}};")
    for value in panel.y.ticks():
        y = bottom + height * panel.y.share(value)
        lines.append(rf"\draw[gray!30] (0,{y:.3f}) -- +({WIDTH:g},0);")
        lines.append(rf"\node[left,font=\footnotesize] at (0,{y:.3f}) {{{_number(value, panel.y)}}};")
    return lines


def _place(point: Point, panel: Panel, bottom: float, height: float) -> str:
    # TeX's dimensions end at 16384 points: what is far beyond the panel is drawn at its edge.
    y = min(max(panel.y.share(point[1]), -4.0), 5.0)
    return f"({WIDTH * panel.x.share(point[0]):.3f},{bottom + height * y:.3f})"


def _dots(curve: Curve, panel: Panel, bottom: float, height: float) -> list[str]:
    colour = COLOURS[curve.rank % len(COLOURS)]
    pairs = [(point, "white") for point in curve.open] + [(point, colour) for point in curve.closed]
    return [
        rf"\draw[{colour},fill={fill},line width=0.7pt] {_place(point, panel, bottom, height)} circle (1.6pt);"
        for point, fill in pairs
    ]


def _legend(panel: Panel, top: float) -> list[str]:
    lines, x = [], 0.0
    for curve in panel.curves:
        if not curve.label:
            continue
        style = f"{COLOURS[curve.rank % len(COLOURS)]},{DASHES[curve.rank % len(DASHES)]},line width=0.9pt"
        lines.append(rf"\draw[{style}] ({x:.2f},{top + 0.25:.3f}) -- +(0.6,0);")
        lines.append(rf"\node[right,font=\footnotesize] at ({x + 0.6:.2f},{top + 0.27:.3f}) {{{_label(curve.label)}}};")
        x += 1.2 + 0.19 * len(curve.label)
    return lines


def _label(text: str) -> str:
    for sign, instead in PRIMES.items():
        text = text.replace(sign, instead)
    return f"${text}$" if text[:1] in "f|" else text


def _number(value: float, axis: Axis) -> str:
    if axis.is_log:
        return f"$10^{{{int(f'{value:.0e}'.partition('e')[2])}}}$"
    return f"${value:g}$"
