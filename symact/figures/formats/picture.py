"""Pictures in PNG and PDF, by Matplotlib: the same curves and dots in the same colours as in the SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from symact.errors import SymactError
from symact.figures.figure import Figure, Panel

if TYPE_CHECKING:
    from symact.figures.figure import Point

COLOURS = ("#1f5fa8", "#a8480a", "#0b7162", "#8a2f86", "#6b5a00", "#b3244b")

DASHES = ("-", (0, (6, 3)), (0, (1.5, 2)), (0, (7, 2, 1.5, 2)), (0, (4, 2)), (0, (1, 2)))

KINDS = ("pdf", "png")

INCHES, DOTS = 6.4, 200
"""Width of a picture, and its dots an inch."""


def picture(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file.

    Args:
        figure: what is drawn.
        kind: "png" or "pdf".

    Raises:
        SymactError: Matplotlib is not installed.
    """
    heights = [panel.height + 0.12 for panel in figure.panels]
    canvas = canvas_of(kind, (INCHES, INCHES * sum(heights)), layout="constrained")
    places = canvas.subplots(len(figure.panels), squeeze=False, height_ratios=heights)
    for place, panel in zip(places[:, 0], figure.panels, strict=True):
        _draw(place, panel)
    return saved(canvas, kind)


def canvas_of(kind: str, inches: tuple[float, float], **options: Any) -> Any:
    """Return an empty figure of Matplotlib.

    Raises:
        SymactError: Matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        raise SymactError(
            f"a {kind} needs Matplotlib; pip install '.[plot]' in a clone of symact, or write an svg"
        ) from None
    canvas = Canvas(figsize=inches, **options)
    FigureCanvasAgg(canvas)
    return canvas


def saved(canvas: Any, kind: str) -> bytes:
    """Return a figure of Matplotlib as a file that has nothing of the moment: two runs give the same bytes."""
    out = io.BytesIO()
    nameless = {"Software": None} if kind == "png" else {"CreationDate": None, "Creator": None, "Producer": None}
    canvas.savefig(out, format=kind, dpi=DOTS, metadata=nameless)
    return out.getvalue()


def _draw(place: Any, panel: Panel) -> None:
    for stroke in panel.asymptotes:
        place.plot(*_columns(stroke), color="#566270", linestyle=(0, (2, 4)), linewidth=1)
    for curve in panel.curves:
        colour, dash = COLOURS[curve.rank % len(COLOURS)], DASHES[curve.rank % len(DASHES)]
        for k, stroke in enumerate(curve.strokes):
            place.plot(*_columns(stroke), color=colour, linestyle=dash, linewidth=1.6, label=None if k else curve.label)
        for points, fill in ((curve.open, "white"), (curve.closed, colour)):
            if points:
                place.plot(*_columns(points), "o", markersize=5, markerfacecolor=fill, color=colour)
    place.set_xlim(panel.x.low, panel.x.high)
    place.set_yscale("log" if panel.y.is_log else "linear")
    place.set_ylim(panel.y.low, panel.y.high)
    for x, y, text in panel.notes:
        place.text(x, y, text, fontsize=8, ha="center", va="center", backgroundcolor="white")
    if panel.is_bare:
        place.axis("off")
    place.set_xlabel(panel.x.label)
    place.grid(color="#dde2e8")
    place.spines[["top", "right"]].set_visible(False)
    if any(curve.label for curve in panel.curves):
        place.legend(frameon=False, ncols=len(panel.curves), loc="lower left", bbox_to_anchor=(0, 1), fontsize=9)


def _columns(points: tuple[Point, ...]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
