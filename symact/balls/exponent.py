"""Exponents that no working precision resolves: a rational plus rational multiples of exponentials, kept exactly.

exp(-exp(10^6)) has the exponent -exp(10^6), of which a ball knows the leading digits alone. As a sum of terms it is
added, scaled and compared exactly, so that sums of such numbers keep the sign of the one that dominates.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import total_ordering
from typing import Any

from flint import arb, fmpq

from symact.errors import UndecidedError

ZERO = fmpq(0)

RESOLVED = fmpq(700)
"""Exponents up to here are put into balls; e^700 is more than what any sum of mantissas makes up for."""


@total_ordering
class Exponent:
    """The exact number rational + sum of factor * e^key; equal ones have equal terms.

    Args:
        rational: the rational part.
        terms: key -> factor, rationals other than 0; a key is a rational or such a number itself.
    """

    __slots__ = ("rational", "terms")

    def __init__(self, rational: fmpq, terms: Mapping[Any, fmpq]) -> None:
        self.rational = rational
        self.terms = {key: factor for key, factor in terms.items() if factor != 0}

    def __add__(self, other: fmpq | int | Exponent) -> Exponent:
        if not isinstance(other, Exponent):
            return Exponent(self.rational + other, self.terms)
        keys = self.terms.keys() | other.terms.keys()
        terms = {key: self.terms.get(key, ZERO) + other.terms.get(key, ZERO) for key in keys}
        return Exponent(self.rational + other.rational, terms)

    def __mul__(self, factor: fmpq | int) -> Exponent:
        return Exponent(self.rational * factor, {key: each * factor for key, each in self.terms.items()})

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Exponent:
        return self * -1

    def __sub__(self, other: fmpq | int | Exponent) -> Exponent:
        return self + -other

    def __rsub__(self, other: fmpq | int) -> Exponent:
        return -self + other

    def __truediv__(self, divisor: int) -> Exponent:
        return self * fmpq(1, divisor)

    def __hash__(self) -> int:
        return hash((self.rational, frozenset(self.terms.items()))) if self.terms else hash(self.rational)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Exponent):
            return bool(self.rational == other.rational) and self.terms == other.terms
        return not self.terms and bool(self.rational == other)

    def __lt__(self, other: fmpq | int | Exponent) -> bool:
        difference = self - other
        if difference == ZERO:
            return False
        size, _ = difference.leading()
        if size.contains(0):
            raise UndecidedError("which of two exponents is greater is open")
        return bool(size < 0)

    def leading(self) -> tuple[arb, fmpq | Exponent]:
        """Return (m, s), the number being m * e^s with s the greatest key, or 0."""
        key = max(self.terms, default=ZERO)
        parts = (arb(factor) * exponential(each - key) for each, factor in self.terms.items())
        return sum(parts, arb(self.rational) * exponential(-key)), key


def exponential(exponent: fmpq | Exponent) -> arb:
    """Return e to the exponent as a ball, [0, upper bound] of what lies far below all numbers that balls resolve."""
    if not isinstance(exponent, Exponent):
        return arb(exponent).exp()
    size, key = exponent.leading()
    if not key > RESOLVED:
        return (size * exponential(key)).exp()
    if not size < 0:
        # Nothing that is known of a number beyond all balls: infinity is not near it, and 1/infinity is exactly 0.
        return arb.nan()
    return arb(0.5, 0.5) * (size * exponential(RESOLVED)).exp().abs_upper()
