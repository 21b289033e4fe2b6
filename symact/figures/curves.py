"""Curves of f and its derivatives: correctly rounded values on every piece, and dots where a piece breaks off."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sympy import Expr, oo

from symact.analysis.breakpoints import are_equal
from symact.analysis.function_study import Study, study
from symact.definition.bound import Bound
from symact.figures.figure import Curve, Point, Stroke
from symact.formats.floating import get_format
from symact.reference.sweep.values import rounded_values
from symact.symbolic.real_number import Number

POINTS = 256
"""Steps across a window; a curve has so many points and one more, and two at every breakpoint."""

BITS = 96
"""Working precision of a breakpoint's place and of one-sided limits, which become float64."""

MARGIN = 1 / 8
"""What is shown beside a bounded domain, in its widths."""

FLOAT64 = get_format("float64")


@dataclass(frozen=True)
class CurveBreak:
    """A point between two pieces, and what a derivative does there.

    Args:
        at: the point.
        left, right: its one-sided limits there, None where there is none or it is infinite.
        value: its value there, None where it has none.
        is_joined: whether all three are the same.
    """

    at: float
    left: float | None
    right: float | None
    value: float | None
    is_joined: bool


def breaks(bound: Bound, order: int) -> list[CurveBreak]:
    """Return what a derivative does between its pieces.

    Raises:
        SymactError: a limit is open, or the function switches in every period.
    """
    known = study(bound.expression)
    pieces = known.pieces
    return [_break(known, k, order) for k in range(len(pieces) - 1) if pieces[k].upper == pieces[k + 1].lower]


def _break(known: Study, index: int, order: int) -> CurveBreak:
    exists = known.joins(index)
    for k in range(order + 1):
        left, right = known.end(k, index, 1), known.end(k, index + 1, -1)
        finite = left is not None and right is not None and not left.is_infinite and not right.is_infinite
        agree = finite and left is not None and right is not None and are_equal(left, right)
        between = known.value_between(index) if k == 0 else None
        joined = exists and agree and (between is None or (left is not None and are_equal(left, between)))
        if k < order:
            exists = joined
    value: float | None = None
    if between is not None:
        value = _float(between)
    elif order == 0 and known.joins(index):
        value = _float(left if known.pieces[index].owns_upper else right)
    elif joined:
        value = _float(left)
    return CurveBreak(_end(known.pieces[index].upper), _float(left), _float(right), value, joined)


def _float(number: Number | None) -> float | None:
    if number is None or number.is_infinite:
        return None
    return float(number.ball(BITS))


def values(bound: Bound, order: int, inputs: Sequence[float]) -> list[float]:
    """Return a derivative at inputs, correctly rounded to float64."""
    bits = np.array(inputs, dtype=np.float64).view(np.uint64)
    found: list[float] = rounded_values(bound, order, FLOAT64, bits).view(np.float64).tolist()
    return found


def curve(bound: Bound, order: int, low: float, high: float, label: str = "", rank: int = 0) -> Curve:
    """Return the curve of a derivative on a window.

    Raises:
        SymactError: a value or a limit is open.
    """
    places = [each for each in breaks(bound, order) if low < each.at < high]
    grid = [low + (high - low) * k / POINTS for k in range(POINTS + 1)]
    strokes: list[Stroke] = []
    for start, end in _spans(bound):
        # One float further in than the nearest, which may lie on the other side of an irrational end.
        first, last = max(low, _beside(start, math.inf)), min(high, _beside(end, -math.inf))
        if first < last:
            inputs = [first, *(each for each in grid if first < each < last), last]
            strokes += _finite(inputs, values(bound, order, inputs))
    dots = [each for each in places if not each.is_joined]
    closed = [(each.at, each.value) for each in dots if each.value is not None]
    opened = [
        (each.at, side)
        for each in dots
        for side in dict.fromkeys((each.left, each.right))
        if side is not None and side != each.value
    ]
    return Curve(label, _joined(strokes, places), tuple(closed), tuple(opened), rank)


def _spans(bound: Bound) -> list[tuple[float, float]]:
    """Return the ends of the intervals on which f is smooth; of a function that recurs without a switch, the line."""
    known = study(bound.expression)
    if known.period is not None:
        return [(-math.inf, math.inf)]
    return [(_end(piece.lower), _end(piece.upper)) for piece in known.pieces]


def _end(place: Expr) -> float:
    if place in (-oo, oo):
        return math.inf if place is oo else -math.inf
    return float(Number(place).ball(BITS))


def _beside(place: float, towards: float) -> float:
    return math.nextafter(math.nextafter(place, towards), towards)


def _finite(inputs: Sequence[float], found: Sequence[float]) -> Iterator[Stroke]:
    """Yield the connected parts of a piece: where f has no value, or none below infinity, a stroke ends."""
    stroke: list[Point] = []
    for x, y in zip(inputs, found, strict=True):
        if math.isfinite(y):
            stroke.append((x, y))
        elif stroke:
            yield tuple(stroke)
            stroke = []
    if stroke:
        yield tuple(stroke)


def _joined(strokes: Sequence[Stroke], places: Sequence[CurveBreak]) -> tuple[Stroke, ...]:
    """Join strokes that meet at a point where nothing breaks, so that a line has no seam."""
    found: list[Stroke] = []
    for stroke in strokes:
        seam = next((p for p in places if found and found[-1][-1][0] < p.at < stroke[0][0]), None)
        near = seam is not None and _beside(found[-1][-1][0], math.inf) == seam.at == _beside(stroke[0][0], -math.inf)
        if near and seam is not None and seam.is_joined:
            found[-1] = (*found[-1], *stroke)
        else:
            found.append(stroke)
    return tuple(found)


def window(bounds: Sequence[Bound]) -> tuple[float, float]:
    """Return the window that figures of functions have in common: around 0, with all of their breakpoints inside.

    Where one of them recurs, three of its periods, or else it would be a grey band; of a bounded domain all of it.
    """
    periods = [study(bound.expression).period for bound in bounds]
    if periods and periods[0] is not None:
        return -1.5 * float(periods[0]), 1.5 * float(periods[0])
    places = [each for bound in bounds for span in _spans(bound) for each in span]
    low, high = min(places), max(places)
    if math.isfinite(high - low):
        return low - MARGIN * (high - low), high + MARGIN * (high - low)
    ends = [abs(each) for each in places if math.isfinite(each)]
    half = max([5.0, *(float(math.ceil(1.4 * each)) for each in ends)])
    return -half, half
