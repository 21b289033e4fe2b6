"""The sign of a derivative on one piece: cells of constant sign between certified zeros, with the record to replay.

Near an end that is infinite, singular or a zero, a series with explicit bounds gives the sign
(symact.symbolic.half_line, at a finite end c through x = c +- 1/t); between, branch and bound does
(symact.symbolic.root_isolation).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Expr, S, oo

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.display import derivative_of
from symact.enclosure.precision import working_precision
from symact.errors import SymactError
from symact.symbolic.half_line import STARTS, Tail, tail_sign
from symact.symbolic.identification import recognise, simple_places
from symact.symbolic.real_number import Number, order, program
from symact.symbolic.root_isolation import Box, isolate
from symact.system.time_limit import TimeLimitError, at_most

PRECISION = 192
"""Working precision, bits, at which a value at an end is taken for a possible zero."""

DIGITS = 12
"""Digits of a place in a sentence, at most."""

SECONDS = 3.0
"""Time that a chart may take; most take some milliseconds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An open interval on which the sign is constant."""

    lower: Number
    upper: Number
    sign: int


@dataclass(frozen=True)
class SignChart:
    """The sign of a derivative on one piece.

    Args:
        cells: from left to right; where two meet the derivative is 0.
        record: what `replay` needs to check the claim again.
    """

    cells: tuple[Cell, ...]
    record: dict[str, Any]

    @property
    def zeros(self) -> tuple[Number, ...]:
        """The isolated zeros inside the piece."""
        return tuple(right.lower for _, right in pairwise(self.cells))

    @property
    def signs(self) -> tuple[int, ...]:
        """The cells' signs."""
        return tuple(cell.sign for cell in self.cells)


@lru_cache(maxsize=1024)
def numeric_chart(expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | str:
    """Return the chart of a derivative on an open interval.

    Args:
        expression: f on this piece, without parameters, smooth inside the interval.
        order_: of the derivative of f.
        lower, upper: the ends, -oo and oo allowed; f may be singular there.

    Returns:
        The chart, or in words what could not be decided.
    """
    derivative = sympy.diff(expression, x, order_)
    whole = (Number(lower), Number(upper))
    if not derivative.has(x):
        sign = constant_sign(derivative)
        if sign is None:
            return f"the sign of `{derivative}` is open"
        return SignChart((Cell(*whole, sign),), record("constant", expression, order_, *whole, sign=sign))
    with at_most(SECONDS) as limit:
        try:
            return _numeric(expression, order_, derivative, lower, upper)
        except TimeLimitError as error:
            if error.limit is not limit:
                raise
            return f"the sign of {derivative_of(order_, str(expression))} was {error}"
        except SymactError as error:
            return str(error)


def record(rule: str, expression: Expr, order_: int, lower: Number, upper: Number, **more: Any) -> dict[str, Any]:
    """Return the plain data of a chart's certificate."""
    ends = {"lower": str(lower.exact), "upper": str(upper.exact)}
    return {"rule": rule, "expression": str(expression), "order": order_, **ends, **more}


def _numeric(expression: Expr, order_: int, derivative: Expr, lower: Expr, upper: Expr) -> SignChart | str:
    cuts: list[Expr] = [lower, upper]
    if _is_inside(S.Zero, lower, upper) and _may_vanish(expression, order_, S.Zero, 2):
        cuts.insert(1, S.Zero)
    spans: list[_Span] = []
    while len(cuts) > 1:
        left, right = cuts[0], cuts[1]
        found = _span(expression, order_, derivative, left, right)
        if isinstance(found, str):
            return found
        if isinstance(found, _Span):
            spans.append(found)
            cuts.pop(0)
        else:
            if len(cuts) + len(spans) > 12:
                return f"{derivative_of(order_, str(expression))} has too many zeros without a sign change"
            cuts.insert(1, found)
    cells: list[Cell] = []
    for span in spans:
        cells += span.cells
    if any(cell.sign == 0 for cell in cells):
        if len({c.sign for c in cells}) > 1:
            return f"{derivative_of(order_, str(expression))} vanishes on a part of a piece"
        cells = [Cell(Number(lower), Number(upper), 0)]
    ends = Number(lower), Number(upper)
    more: dict[str, Any] = {"cells": cells_as_text(cells), "spans": [s.record for s in spans]}
    return SignChart(tuple(cells), record("sign chart", expression, order_, *ends, **more))


def cells_as_text(cells: Iterable[Cell]) -> list[list[Any]]:
    """Return cells as plain data."""
    return [[cell.lower.text(), cell.upper.text(), cell.sign] for cell in cells]


@dataclass(frozen=True, slots=True)
class _Span:
    """The cells between two cuts, and how they were found."""

    cells: list[Cell]
    record: dict[str, Any]


def _is_inside(place: Expr, lower: Expr, upper: Expr) -> bool:
    return order(Number(place), Number(lower)) == 1 and order(Number(upper), Number(place)) == 1


def _may_vanish(expression: Expr, order_: int, place: Expr, count: int = 1) -> bool:
    """Whether this derivative and the next count - 1 may all be 0, or not exist, at a place."""
    with working_precision():
        at = program(place).plain(fmpq(0), PRECISION)
        found = program(expression).series(at, order_ + count, PRECISION)[order_:]
        return all(not (value > 0 or value < 0) for value in found)


def germ(
    expression: Expr, order_: int, derivative: Expr, place: Expr, side: int, starts: Sequence[int] = STARTS
) -> tuple[fmpq, Tail | None] | str:
    """Return how far the sign next to an end is known by a series, and that sign.

    Args:
        expression, order_, derivative: f, and its derivative in question.
        place: the end, -oo and oo allowed.
        side: 1 to the right of it, -1 to its left.
        starts: values of T to try: the claim is about |x| >= T, or about the points within 1/T of a finite place.

    Returns:
        (rational, None) where the derivative is not 0 at a regular end: nothing is claimed, and the rational is
        the end or just outside of it; else (rational, tail); or in words what could not be shown.
    """
    if place not in (oo, -oo) and not _may_vanish(expression, order_, place):
        return _outer(place, side), None
    if place in (oo, -oo):
        tail = tail_sign(derivative, x, 1 if place is oo else -1, starts)
    else:
        tail = tail_sign(derivative.subs(x, place + side / x), x, 1, starts)
    return tail if isinstance(tail, str) else (_inner(place, side, tail.start), tail)


def _span(expression: Expr, order_: int, derivative: Expr, left: Expr, right: Expr) -> _Span | Expr | str:
    """Return the cells between two cuts, or a point to cut at."""
    at_left, at_right = germ(expression, order_, derivative, left, 1), germ(expression, order_, derivative, right, -1)
    if isinstance(at_left, str):
        return at_left
    if isinstance(at_right, str):
        return at_right
    (first, tail_left), (last, tail_right) = at_left, at_right
    near = (tail_left, tail_right)
    whole = Cell(Number(left), Number(right), next((tail.sign for tail in near if tail), 0))
    kept: dict[str, Any] = {
        "from": str(left),
        "to": str(right),
        "near": [None if tail is None else {"start": tail.start, "sign": tail.sign} for tail in near],
    }
    if any(tail is not None and tail.sign == 0 for tail in near):
        return _Span([Cell(Number(left), Number(right), 0)], kept)
    if first >= last:
        if tail_left and tail_right and tail_left.sign != tail_right.sign:
            return (
                f"the signs of {derivative_of(order_, str(expression))} near `{left}` "
                f"and `{right}` contradict each other"
            )
        return _Span([whole], kept)
    boxes = isolate(expression, order_, first, last)
    if isinstance(boxes, str):
        return boxes
    for box in boxes:
        if box.sign is None:
            cut = _cut(box, derivative, left, right)
            what = derivative_of(order_, str(expression))
            return cut if cut is not None else f"the sign of {what} near `{_short(box.low)}` is not decided"
    kept["boxes"] = [[str(box.low), str(box.high), box.sign, box.rises] for box in boxes]
    return _Span(cells_between(expression, order_, left, right, boxes), kept)


def _short(place: fmpq) -> str:
    """Return a place for a sentence: its digits may fill a page."""
    exact = str(place)
    return exact if len(exact) <= DIGITS else arb(place).str(DIGITS, radius=False)


def _inner(place: Expr, side: int, start: int) -> fmpq:
    """Return a rational up to which the sign next to an end is known."""
    if place in (oo, -oo):
        return fmpq(start if place is oo else -start)
    if place.is_Rational:
        return fmpq(int(place.p), int(place.q)) + side * fmpq(1, start)
    return _outer(place, side) + side * fmpq(1, 2 * start)


def _outer(place: Expr, side: int) -> fmpq:
    """Return an end as a rational, or one just outside of the interval that begins there towards side."""
    if place.is_Rational:
        return fmpq(int(place.p), int(place.q))
    ball = program(place).plain(fmpq(0), PRECISION)
    return (ball.lower() if side > 0 else ball.upper()).fmpq()


def _cut(box: Box, derivative: Expr, left: Expr, right: Expr) -> Expr | None:
    """Return a simple place in the middle of an undecided cluster."""
    places = simple_places((box.low + box.high) / 2, derivative)
    return next((place for place in places if _is_inside(place, left, right)), None)


def cells_between(expression: Expr, order_: int, left: Expr, right: Expr, boxes: list[Box]) -> list[Cell]:
    """Return the cells that decided boxes make, their zeros in closed form where one is found.

    Raises:
        SymactError: a zero may lie outside of the piece.
    """
    cells: list[Cell] = []
    lower, sign = Number(left), boxes[0].sign or -boxes[0].rises
    for box in boxes:
        if box.sign == 0:
            zero = recognise(box.root(expression, order_))
            if order(zero, Number(left)) != 1 or order(Number(right), zero) != 1:
                raise SymactError(f"a zero of derivative {order_} of `{expression}` is too near to an end of its piece")
            cells.append(Cell(lower, zero, -box.rises))
            lower, sign = zero, box.rises
    return [*cells, Cell(lower, Number(right), sign)]
