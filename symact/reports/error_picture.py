"""The figure of a verdict's errors in PNG and PDF: the lines, bars and words of its SVG, drawn by Matplotlib."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from symact.figures.formats.picture import canvas_of, saved
from symact.reports.figure import document

if TYPE_CHECKING:
    from symact.judge.figures.verdict import Verdict

COLOURS = {"axis": "#566270", "grid": "#dde2e8", "good": "#1c7553", "bad": "#b5361d", "bound": "#875800",
           "lane": "#f3f5f7", "tick": "#566270"}  # fmt: skip
"""Class of a part -> its colour on white."""

BAR = re.compile(r"M(?P<x>[\d.]+) (?P<low>[\d.]+)V(?P<high>[\d.]+)h(?P<width>[\d.]+)")
"""A bar of the path of bars, as `symact.reports.figure` writes it."""

INCHES = 8.0
"""Width of the picture."""


def error_picture(verdict: Verdict, kind: str) -> bytes:
    """Return the figure of the error over the input axis as a file, empty where the verdict has no curve.

    Args:
        verdict: with a curve.
        kind: "png" or "pdf".

    Raises:
        SymactError: Matplotlib is not installed.
    """
    drawn = document(verdict)
    if not drawn:
        return b""
    root = ElementTree.fromstring(drawn)  # noqa: S314 -- written by ourselves, a line above
    width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
    canvas = canvas_of(kind, (INCHES, INCHES * height / width))
    place = canvas.add_axes((0, 0, 1, 1))
    place.set_xlim(0, width)
    place.set_ylim(height, 0)
    place.axis("off")
    for part in root:
        _draw(place, part, INCHES * 72 / width)
    return saved(canvas, kind)


def _draw(place: Any, part: ElementTree.Element, points: float) -> None:
    """Draw an element; points are those of the picture in a pixel of the SVG."""
    name, given = part.tag.rpartition("}")[2], part.attrib
    colour = COLOURS.get(given.get("class", ""), "#1d2733")
    if name == "line":
        ends = ([float(given[k]) for k in ("x1", "x2")], [float(given[k]) for k in ("y1", "y2")])
        place.plot(*ends, color=colour, linewidth=0.8, linestyle="--" if given["class"] == "bound" else "-")
    elif name == "path":
        bars = [{key: float(value) for key, value in found.groupdict().items()} for found in BAR.finditer(given["d"])]
        columns = [[bar[key] for bar in bars] for key in ("x", "low", "high", "width")]
        heights = [low - high for low, high in zip(columns[1], columns[2], strict=True)]
        place.bar(columns[0], heights, columns[3], columns[2], align="edge", color=colour, linewidth=0)
    elif name == "rect":
        x, y, width, height = (float(given[k]) for k in ("x", "y", "width", "height"))
        place.bar([x], [height], width, [y], align="edge", color=colour, linewidth=0)
    elif name == "text":
        side = {"end": "right", "middle": "center"}.get(given.get("text-anchor", ""), "left")
        place.text(float(given["x"]), float(given["y"]), _words(part), color=colour, ha=side, fontsize=11 * points)


def _words(part: ElementTree.Element) -> str:
    """Return the words of a text; what is raised in it becomes an exponent."""
    raised = "".join(part.itertext()).removeprefix(part.text or "")
    plain = (part.text or "").replace("$", r"\$")
    return f"${plain}^{{{raised}}}$" if raised else plain
