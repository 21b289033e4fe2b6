"""Numbers as a person would write them, near one that results show."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

SMALL = (2, 4, 8)
"""Denominators of fractions that are as simple as decimals of 1, 2 and 3 digits."""

BINARY = 64
"""Denominator of binary fractions, tried after decimals of 3 digits."""


def written(value: float, divisors: Sequence[Fraction] = ()) -> Iterator[Fraction]:
    """Yield numbers near a value that a person would write: fractions of few and decimals of ever more digits.

    What dividing by a decimal makes comes after decimals of a digit more.
    """
    for digits in range(3):
        yield Fraction(value).limit_denominator(SMALL[digits])
        yield Fraction(f"{value:.{digits}e}")
        yield from divisors[max(0, digits - 1) : digits]
    yield Fraction(round(value * BINARY), BINARY)
    for digits in range(3, 7):
        yield Fraction(f"{value:.{digits}e}")
        yield from divisors[digits - 1 : digits]
