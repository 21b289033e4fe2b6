"""Text for a terminal: a figure in Unicode's braille patterns, each a block of two by four dots."""

import math
from collections.abc import Iterator
from itertools import pairwise

from symact.figures.figure import Axis, Figure, Panel, Point, Stroke

WIDTH, HEIGHT = 64, 12
"""Characters of a panel, without its labels."""

BRAILLE = 0x2800

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of the pattern, by row and column."""


def drawing(figure: Figure, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return a figure as lines of text.

    Args:
        figure: what is drawn.
        width, height: characters of a panel, without its labels.
    """
    return "\n".join(line for panel in figure.panels for line in _panel(panel, width, height))


def _panel(panel: Panel, width: int, height: int) -> list[str]:
    cells = [[0] * width for _ in range(height)]
    for curve in panel.curves:
        for stroke in curve.strokes:
            for column, row in _dots(stroke, panel, 2 * width, 4 * height):
                cells[row // 4][column // 2] |= DOTS[row % 4][column % 2]
    zero = _row(0.0, panel.y, height)
    labels = {_row(value, panel.y, height): f"{value:g}" for value in panel.y.ticks()}
    room = max(map(len, labels.values()), default=0)
    lines = ["  ".join(curve.label for curve in panel.curves)] if len(panel.curves) > 1 else []
    for row, line in enumerate(cells):
        blank = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" if row == zero else " "
        text = "".join(chr(BRAILLE + cell) if cell else blank for cell in line)
        lines.append(f"{labels.get(row, ''):>{room}} \N{BOX DRAWINGS LIGHT VERTICAL}{text}".rstrip())
    return [*lines, _below(panel.x, width, room + 2)]


def _row(value: float, axis: Axis, height: int) -> int:
    """Return the row of characters in which a value lies, -1 where it lies outside."""
    if axis.is_log and value <= 0:
        return -1
    row = math.floor((1 - axis.share(value)) * (4 * height - 1) + 0.5) // 4
    return row if 0 <= row < height else -1


def _dots(stroke: Stroke, panel: Panel, width: int, height: int) -> Iterator[tuple[int, int]]:
    """Yield the dots that a stroke runs through."""
    places = [_place(point, panel, width, height) for point in stroke]
    for (x0, y0), (x1, y1) in pairwise(places):
        steps = max(1, math.ceil(max(abs(x1 - x0), min(abs(y1 - y0), 4.0 * height))))
        for k in range(steps + 1):
            column = math.floor(x0 + (x1 - x0) * k / steps + 0.5)
            row = math.floor(y0 + (y1 - y0) * k / steps + 0.5)
            if 0 <= column < width and 0 <= row < height:
                yield column, row


def _place(point: Point, panel: Panel, width: int, height: int) -> tuple[float, float]:
    return panel.x.share(point[0]) * (width - 1), (1 - panel.y.share(point[1])) * (height - 1)


def _below(axis: Axis, width: int, indent: int) -> str:
    line = [" "] * (indent + width + 8)
    for value in axis.ticks():
        text = f"{value:g}"
        start = indent + round(axis.share(value) * (width - 1)) - len(text) // 2
        if all(line[max(start - 1, 0) + k] == " " for k in range(len(text) + 2)):
            line[start : start + len(text)] = text
    return "".join(line).rstrip()
