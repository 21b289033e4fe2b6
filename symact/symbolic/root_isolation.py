"""All zeros of a derivative on a compact interval: branch and bound over power series with balls.

On every box either the derivative has a proved sign, or it is strictly monotone and changes its sign:
then the box holds exactly one zero. What stays undecided at the smallest width is reported as such.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import TypeAlias

from flint import arb, fmpq
from sympy import Expr

from symact.balls.scaled_ball import sign_of
from symact.display import derivative_of
from symact.enclosure.precision import working_precision
from symact.symbolic.real_number import Root, between, program

PRECISION = 128
"""Working precision, bits."""

Series: TypeAlias = Callable[[arb, int, int], list[arb]]

TAYLOR = 5
"""Terms of the Taylor form on a box, its remainder not counted."""

MOST_BOXES = 6_000
"""Evaluations after which the search gives up."""

PROBED, LEAST = MOST_BOXES // 6, fmpq(1, 1000)
"""Evaluations after which it gives up where it has come through no more than that part of the interval."""

NARROWEST = fmpq(1, 1 << 40)
"""Width of a box, relative to the larger of 1 and its distance from 0, that is not split again."""

CUT = fmpq(509, 1024)
"""Where a box is split: off the middle, so that zeros at simple numbers do not become ends."""


@dataclass(frozen=True, slots=True)
class Box:
    """A closed interval with what was found there.

    Args:
        low, high: the ends.
        sign: -1 or 1: the derivative's sign on all of it; 0: it holds exactly one zero; None: undecided.
        rises: the sign change at a zero, 1 from negative to positive.
    """

    low: fmpq
    high: fmpq
    sign: int | None
    rises: int = 0

    def root(self, expression: Expr, order: int) -> Root:
        """Return the zero that the box holds."""
        return Root(expression, order, self.low, self.high)


def isolate(expression: Expr, order: int, low: fmpq, high: fmpq) -> list[Box] | str:
    """Return boxes that cover an interval, from left to right, neighbours of equal sign joined.

    Args:
        expression: smooth on a neighbourhood of the interval, without parameters.
        order: of the derivative in question.
        low, high: the interval, low < high.

    Returns:
        The boxes, or in words why the search gave up.
    """
    with working_precision(PRECISION):
        return _search(expression, order, low, high)


def _search(expression: Expr, order: int, low: fmpq, high: fmpq) -> list[Box] | str:
    series = program(expression).series
    pending = [(low, high)]
    done: list[Box] = []
    count = 0
    while pending:
        a, b = pending.pop()
        count += 1
        if count > MOST_BOXES or (count == PROBED and a - low < LEAST * (high - low)):
            return f"{count - 1} boxes did not decide the sign of {derivative_of(order, str(expression))}"
        found = _decide(series, order, a, b)
        if found is None and b - a < NARROWEST * max(fmpq(1), abs(a), abs(b)):
            found = Box(a, b, None)
        if found is None:
            cut = a + (b - a) * CUT
            pending += [(cut, b), (a, cut)]
        else:
            _append(done, found)
    return done


def _decide(series: Series, order: int, a: fmpq, b: fmpq) -> Box | None:
    ball = between(a, b)
    wide = series(ball, order + 1 + TAYLOR, PRECISION)
    if wide[order] > 0 or wide[order] < 0:
        return Box(a, b, sign_of(wide[order]))
    if not wide[-1].is_finite():
        return None
    middle = (a + b) / 2
    value, slope = _taylor(series(arb(middle), order + TAYLOR, PRECISION), wide[-1], ball - arb(middle), order)
    if value > 0 or value < 0:
        return Box(a, b, sign_of(value))
    if not (slope > 0 or slope < 0):
        return None
    left, right = (sign_of(series(arb(end), order + 1, PRECISION)[order]) for end in (a, b))
    if left == right != 0:
        return Box(a, b, left)
    return Box(a, b, 0, right) if left * right < 0 else None


def _taylor(middle: list[arb], last: arb, offset: arb, order: int) -> tuple[arb, arb]:
    """Return balls of g/order! and of g'/order! over a box, g the derivative of that order.

    Taylor's theorem at the middle with Lagrange's remainder: all coefficients of f are those at the
    middle, the last is that over the box.
    """
    value, slope = arb(0), arb(0)
    for k, coefficient in reversed(list(enumerate((*middle, last)))[order:]):
        scaled = comb(k, order) * coefficient
        value = value * offset + scaled
        if k > order:
            slope = slope * offset + (k - order) * scaled
    return value, slope


def _append(done: list[Box], box: Box) -> None:
    """Add a box; join it with its neighbour where both say the same (two zeros stay two)."""
    if done and done[-1].sign == box.sign and box.sign != 0:
        done[-1] = Box(done[-1].low, box.high, box.sign)
    else:
        done.append(box)
