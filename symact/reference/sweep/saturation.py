"""From where on a function is so near to its limit, or to x, that every float64 result is the same."""

from typing import NamedTuple

from flint import arb, fmpq
from sympy import Expr

from symact.definition.parameters import to_fraction
from symact.formats.floating import get_format
from symact.reference.sweep.regimes import STARTS, beyond, line_at, rests
from symact.symbolic.half_line import ball

FLOAT64 = get_format("float64")

FAR = (*STARTS, 1 << 40, 1 << 60, 1 << 120)
"""Beyond |x| >= T: values of T, tried one after the other."""


class End(NamedTuple):
    """What all inputs beyond a bound are rounded to: one encoding, or None for the input itself."""

    bound: float
    result: int | None


def settled(derivative: Expr, side: int) -> End | None:
    """Return from where on a function is so near to its limit, or to x, that the result is that; None if it never is.

    Args:
        derivative: smooth on the last piece of that side.
        side: 1 for oo, -1 for -oo.
    """
    vanishing = beyond(derivative, side, FLOAT64.quantum)
    if vanishing is not None and vanishing.sign:
        return End(vanishing.bound, FLOAT64.sign_bit if vanishing.sign < 0 else 0)
    line = line_at(derivative, side)
    if line is None or line == (0, 0) or line[0] not in (0, 1):
        return None
    for start, rest in rests(derivative, side, line, FAR):
        distance = rest + abs(ball(line[1]))
        # Less than half the gap to either neighbour of x, which is at least 2^-54 of it.
        if line[0] == 1 and distance < arb(start) * arb(fmpq(1, 1 << 56)):
            return End(start, None)
        if line[0] == 0:
            low, high = (_nearest(ball(line[1]) + each * rest) for each in (-1, 1))
            if low is not None and low == high:
                return End(start, low)
    return None


def _nearest(value: arb) -> int | None:
    """Return the encoding that all numbers of a ball are rounded to, None where they differ or one is 0."""
    ends = [FLOAT64.from_fraction(to_fraction(e)) for e in (value.lower().fmpq(), value.upper().fmpq())]
    return ends[0] if ends[0] == ends[1] and (value > 0 or value < 0) else None
