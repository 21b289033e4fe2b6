"""Which function stands in the place of a pair's factor, or of its slope: read off the results, then proposed.

Where one factor is known, a result divided by it is the other one: it is held against the functions of the catalogue,
their derivatives and multiples, the pair's own factor of a scaled input, cut off at a bound, or with a term of its
slope lost. What is proposed here is about right; whether it returns the bits is for the caller to see.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.parameters import to_rational
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, Floats
from symact.formats.floating import Format
from symact.judge.identify.hypotheses import Hypothesis, hypotheses
from symact.judge.pairs.altered_factors import (
    SCALES,
    bounded,
    missed,
    parts_lost,
    renumbered,
    scaled,
    straight,
    terms_lost,
)
from symact.judge.pairs.reading import AGREED, Reading, read, walk
from symact.judge.written_numbers import written
from symact.reference.pairs.factors import separated

ABOUT = 0.03
"""How far a function of a multiple of the input may be off in the middle, with the nearest of few multiples."""


class Replacement(NamedTuple):
    """A function in the place of a factor or of its slope.

    Args:
        place: of the factor, 0 or 1.
        order: 0 for the factor, 1 for its slope alone.
        other: the factor that it is multiplied by.
        expression: in x.
        title: what it is called.
    """

    place: int
    order: int
    other: Expr
    expression: Expr
    title: str


def replacements(bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits) -> Iterator[Replacement]:
    """Yield what may stand in the place of a factor.

    Args:
        bound, quantity, fmt: what is due.
        x_bits: some pairs of finite numbers, wrong ones and right ones, encodings of shape (n, k).
        got: the candidate's results there, shape (n, entries).
    """
    factors = separated(bound)
    if factors is None or quantity.kind is Kind.JVP:
        return
    for place in (0, 1):
        others = dict.fromkeys((factors[1 - place].expression, x))
        for order in (0,) if quantity == Quantity.VALUE else (0, 1):
            for other in others if order == 0 else [factors[1 - place].expression]:
                reading = read(bound, quantity, fmt, x_bits, got, place, order, other)
                if reading is not None:
                    swapped = Hypothesis(factors[1 - place]).values(reading.x)
                    for expression, title in _proposed(
                        reading, factors[place], order, other == factors[1 - place].expression
                    ):
                        found = walk(expression, reading.x)
                        same = np.isclose(found, swapped, rtol=1e-9) | np.isnan(found)
                        # The halves are swapped, and no function is another.
                        if other == factors[1 - place].expression or not same.all():
                            yield Replacement(place, order, other, expression, title)


def _proposed(reading: Reading, own: Bound, order: int, near_own: bool) -> Iterator[tuple[Expr, str]]:
    """Yield functions that are about what was read, and what they are called.

    Args:
        reading: what was read.
        own: the factor that is due.
        order: 1 for its slope.
        near_own: whether functions of a multiple of the input are sought at all places, which takes longer.
    """
    own_about = Hypothesis(own, order)
    due = own_about.values(reading.x)
    if reading.near(due) == 1.0:
        return
    if (found := _multiple(reading, due)) not in (None, Fraction(1)):
        yield _times(found, own_about.expression, "the factor itself" if not order else "the slope itself")
    told = set[bytes]()
    for each in hypotheses():
        expected = each.values(reading.x)
        # Of functions that are equal at these numbers one is told.
        if expected.tobytes() not in told and (found := _multiple(reading, expected)) is not None:
            told.add(expected.tobytes())
            yield _times(found, each.expression, each.name)
    if order:
        yield from terms_lost(reading, own)
        return
    yield from scaled(reading, own.expression, "the factor")
    for each in hypotheses() if not told and near_own else ():
        if not each.order and missed(each.expression, reading, SCALES[::4], few=8)[1] < ABOUT:
            yield from scaled(reading, each.expression, each.name)
    yield from bounded(reading, own.expression, due)
    yield from renumbered(reading, own.expression)
    yield from parts_lost(reading, own.expression)
    if own.expression == x:
        yield from straight(reading)


def _times(factor: Fraction, expression: Expr, title: str) -> tuple[Expr, str]:
    number = to_rational(factor)
    return number * expression, title if factor == 1 else f"{number} times {title}"


def _multiple(reading: Reading, expected: Floats) -> Fraction | None:
    """Return the number times which a function is about what was read, None if there is none."""
    if reading.near(expected) >= AGREED:
        return Fraction(1)
    with np.errstate(all="ignore"):
        ratios = reading.seen / expected
    ratios = ratios[np.isfinite(ratios)]
    # A number that gives half of them alone is no multiple of a function.
    if len(ratios) < AGREED * len(reading.x) or not (middle := float(np.median(ratios))):
        return None
    if reading.near(expected * middle) < AGREED:
        return None
    return next((each for each in written(middle) if each and reading.near(expected * float(each)) >= AGREED), None)
