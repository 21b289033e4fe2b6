"""From where on all results of a wide format are one number, or the input: by bisection where f, or f - x, is monotone.

Rounding is monotone. So where f is, all results between an input and the greatest one are the same if these two are.
All results are the input from where |f - x| falls below half the gap on: the one falls where f - x is monotone and
tends to 0, the other grows, but for the gap below a power of two, which is tried by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from symact import properties
from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.parameters import to_fraction
from symact.evidence import Status
from symact.formats.floating import Format
from symact.reference.rows import Reference
from symact.symbolic.real_number import Number

BITS = 96
"""Working precision of the end of a stretch that is not rational."""

OUTWARD = {"increasing": 1, "decreasing": -1, "constant": 0}

Holds = Callable[[int], bool]
"""Whether the result at a magnitude, an encoding without its sign, is the one in question."""


class Stretch(NamedTuple):
    """An interval of one sign on which a function is monotone.

    Args:
        inner: magnitude beyond which it is, at most a little too great.
        is_exact: whether it begins right there.
        growth: 1 where the function grows with |x|, -1 where it falls, 0 where it is constant.
    """

    inner: Fraction
    is_exact: bool
    growth: int


def settled(bound: Bound, fmt: Format, side: int) -> Iterator[tuple[int, int | None]]:
    """Yield the least magnitude from which on all results are one, and that result, None for the input itself.

    Args:
        bound: a function of one number.
        fmt: of inputs and results.
        side: 1 for x > 0, -1 for x < 0.

    Raises:
        SymactError: a value is open.
    """
    reference = Reference(bound, fmt, 0)

    def result(magnitude: int) -> int:
        return reference.row(fmt.from_order_key(side * magnitude)).y

    last = result(fmt.max_bits)
    if last != fmt.from_order_key(side * fmt.max_bits):
        first = _first(_stretches(bound, side), fmt, lambda k: result(k) == last)
        if first is not None and first < fmt.max_bits:
            yield first, last
    else:
        first = _first_of_the_input(bound, fmt, side, lambda k: result(k) == fmt.from_order_key(side * k))
        if first is not None and first < fmt.max_bits:
            yield first, None


def _first_of_the_input(bound: Bound, fmt: Format, side: int, holds: Holds) -> int | None:
    difference = replace(bound, expression=bound.expression - x)
    reference = Reference(difference, fmt, 0)
    stretches = _stretches(difference, side)

    def falls(growth: int, magnitude: int) -> bool:
        bits = reference.row(fmt.from_order_key(side * magnitude)).y
        return bits in (0, fmt.sign_bit) or growth == (1 if fmt.is_negative(bits) else -1)

    step = 1 << (fmt.precision - 1)

    def holds_beside(magnitude: int) -> bool:
        is_power = magnitude >= step and magnitude % step == 0
        return holds(magnitude + is_power)

    first = _first(stretches, fmt, holds_beside, falls)
    if first is None:
        return None
    power = -(-max(first, step) // step) * step
    while power <= fmt.max_bits:
        if not holds(power):
            first = power + 1
        elif fmt.to_fraction(power) > stretches[0].inner:
            # Farther out |f - x| is smaller still, and the gap wider.
            break
        power += step
    return first


def _first(
    stretches: list[Stretch], fmt: Format, holds: Holds, suits: Callable[[int, int], bool] = lambda growth, top: True
) -> int | None:
    """Return the least magnitude from which on all hold; None where no stretch shows it.

    Args:
        stretches: the outermost first.
        fmt: of the magnitudes.
        holds: on a stretch that suits, true from somewhere on.
        suits: whether a stretch of that growth is such a one, by its greatest magnitude.
    """
    first = fmt.max_bits + 1
    for each in stretches:
        start, top = _above(each.inner, fmt), first - 1
        if start <= top:
            if not holds(top):
                return first
            if not suits(each.growth, top):
                return None
            first = _least(start, top, holds)
            if first > start:
                return first
        if not each.is_exact:
            return None
        if first > 1 and fmt.to_fraction(first - 1) == each.inner:
            if not holds(first - 1):
                return first
            first -= 1
        if first == 1:
            return 1
    return None


def _least(low: int, high: int, holds: Holds) -> int:
    """Return the least magnitude of a range that holds, where the highest does and none below the least."""
    below = low - 1
    while high - below > 1:
        middle = (below + high) // 2
        below, high = (below, middle) if holds(middle) else (middle, high)
    return high


def _above(magnitude: Fraction, fmt: Format) -> int:
    """Return the least encoding above a magnitude."""
    bits = min(fmt.from_fraction(magnitude), fmt.max_bits)
    while bits and fmt.to_fraction(bits) > magnitude:
        bits -= 1
    return bits + 1


def _stretches(bound: Bound, side: int) -> list[Stretch]:
    """Return the stretches of one sign, the outermost first; none where they are not known."""
    facts = properties.derive(bound, "monotonic_intervals")
    if len(facts) != 1 or facts[0].status <= Status.UNKNOWN:
        return []
    found = []
    for each in facts[0].value[::-side]:
        if each.period is not None:
            return []
        near, far = (each.where.lower, each.where.upper)[::side]
        if far.is_infinite or side * _rational(far, side)[0] > 0:
            inner, is_exact = (Fraction(0), True) if near.is_infinite else _rational(near, side)
            found.append(
                Stretch(
                    max(side * inner, Fraction(0)),
                    is_exact or side * inner <= 0,
                    side * OUTWARD[each.says["direction"]],
                )
            )
    return found


def _rational(number: Number, side: int) -> tuple[Fraction, bool]:
    """Return a number, or one a little farther out, and whether it is the number."""
    exact = number.exact
    if exact is not None and exact.is_Rational:
        return to_fraction(exact), True
    ball = number.ball(BITS)
    return to_fraction((ball.upper() if side > 0 else ball.lower()).fmpq()), False
