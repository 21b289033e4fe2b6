"""What a figure shows, as numbers: panels with axes, curves and dots; the writers of formats decide how it looks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

Stroke = tuple[Point, ...]
"""Points of a curve from left to right, without a gap."""

MARGIN = 0.06
"""Share of the span of values that an axis leaves free at either end."""

FAR = 2.0
"""Spans beyond the bulk of the values at which an axis is cut, as at a pole."""

TICKS = 7
"""Labels of an axis, at most."""


@dataclass(frozen=True)
class Axis:
    """An axis of a panel.

    Args:
        low, high: its ends, low < high; positive on a logarithmic scale.
        label: what is measured.
        is_log: whether the scale is logarithmic.
    """

    low: float
    high: float
    label: str = ""
    is_log: bool = False

    def share(self, value: float) -> float:
        """Return where a value lies, 0 at the lower end and 1 at the upper."""
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Return the values that are labelled: powers of ten on a logarithmic scale, else in steps of 1, 2 or 5."""
        if self.is_log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            stride = max(1, math.ceil((last - first) / (TICKS - 1)))
            return [10.0**k for k in range(last, first - 1, -stride)]
        rough = (self.high - self.low) / (TICKS - 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        return [float(f"{k * step:.12g}") for k in range(first, math.floor(self.high / step + 1e-9) + 1)]


@dataclass(frozen=True)
class Curve:
    """One function of a panel.

    Args:
        label: what the legend calls it.
        strokes: its connected parts.
        closed, open: points that belong to the curve where it breaks off, and such that do not.
        rank: its place among the curves of the panel, from which writers choose colour and dash.
    """

    label: str
    strokes: tuple[Stroke, ...]
    closed: tuple[Point, ...] = ()
    open: tuple[Point, ...] = ()
    rank: int = 0


@dataclass(frozen=True)
class Panel:
    """Curves over one pair of axes.

    Args:
        x, y: the axes.
        curves: what is drawn.
        asymptotes: strokes of lines that curves approach.
        height: relative to the width.
        notes: text at places, in the middle.
        is_bare: whether it is drawn without axes.
    """

    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    asymptotes: tuple[Stroke, ...] = ()
    height: float = 0.42
    notes: tuple[tuple[float, float, str], ...] = ()
    is_bare: bool = False


@dataclass(frozen=True)
class Figure:
    """Panels one below the other.

    Args:
        title: what the figure is of, one line.
        description: what a reader who cannot see it is told.
        panels: from top to bottom.
    """

    title: str
    description: str
    panels: tuple[Panel, ...]


def value_axis(curves: Iterable[Curve]) -> Axis:
    """Return an axis that shows the values of curves, without the far ends of poles."""
    values = sorted(
        y for c in curves for stroke in (*c.strokes, c.closed, c.open) for _, y in stroke if math.isfinite(y)
    )
    if not values:
        return Axis(-1.0, 1.0, "")
    low, high = values[0], values[-1]
    inner_low, inner_high = values[len(values) // 20], values[-1 - len(values) // 20]
    span = inner_high - inner_low
    low, high = max(low, inner_low - FAR * span) if span else low, min(high, inner_high + FAR * span) if span else high
    room = MARGIN * (high - low) or 1.0
    return Axis(low - room, high + room, "")


def thinned(stroke: Sequence[Point], x: Axis, y: Axis, tolerance: float = 1.5e-4) -> Stroke:
    """Return the points of a stroke without those on the line between others (Ramer 1972, Douglas and Peucker 1973).

    Args:
        stroke: from left to right, within the range of a logarithmic axis.
        x, y: the axes.
        tolerance: distance from the line that is not seen, as a share of the axes.
    """
    places = [(x.share(a), y.share(b)) for a, b in stroke]
    kept = {0, len(places) - 1}
    waiting = [(0, len(places) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x0, y0), (x1, y1) = places[first], places[last]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        worst, at = tolerance, None
        for k in range(first + 1, last):
            px, py = places[k]
            distance = abs((px - x0) * (y1 - y0) - (py - y0) * (x1 - x0)) / length
            if distance > worst:
                worst, at = distance, k
        if at is not None:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return tuple(stroke[k] for k in sorted(kept))
