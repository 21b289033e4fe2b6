"""Numbers of two float64 words, h + l with |l| <= ulp(h)/2, as arrays; about 106 bits.

The algorithms and their bounds are those of Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic
building blocks of double-word arithmetic" (ACM TOMS 44, 2017). They hold without fused multiply-add, for products
and sums that neither overflow nor fall below 2^-969.
"""

from typing import NamedTuple

from symact.formats.arrays import Floats

UNIT = 2.0**-53
"""Unit roundoff of float64."""

STEP = 4 * UNIT * UNIT
"""More than the relative error of `times` (3/2 u^2) and of `plus` (3 u^2), with their terms of third order."""

SPLITTER = 2.0**27 + 1
"""Veltkamp's constant: halves of 26 bits."""


class Words(NamedTuple):
    """Arrays of high and low words."""

    high: Floats
    low: Floats


def two_sum(a: Floats, b: Floats) -> Words:
    """Return a + b exactly (Knuth)."""
    total = a + b
    part = total - a
    return Words(total, (a - (total - part)) + (b - part))


def fast_two_sum(a: Floats, b: Floats) -> Words:
    """Return a + b exactly, if |a| >= |b| or a = 0 (Dekker)."""
    total = a + b
    return Words(total, b - (total - a))


def split(a: Floats) -> Words:
    """Return the upper and the lower half of a significand (Veltkamp)."""
    c = SPLITTER * a
    upper = c - (c - a)
    return Words(upper, a - upper)


def two_product(a: Floats, b: Floats, halves: Words) -> Words:
    """Return a * b exactly; `halves` is split(b) (Dekker)."""
    product = a * b
    upper, lower = split(a)
    error = ((upper * halves.high - product) + upper * halves.low + lower * halves.high) + lower * halves.low
    return Words(product, error)


def times(a: Words, b: Floats, halves: Words) -> Words:
    """Return a double word times a float64 (their algorithm 7, DWTimesFP1)."""
    high, low = two_product(a.high, b, halves)
    first = fast_two_sum(high, a.low * b)
    return fast_two_sum(first.high, first.low + low)


def plus(a: Words, b: Words) -> Words:
    """Return the sum of two double words (their algorithm 6, AccurateDWPlusDW)."""
    high = two_sum(a.high, b.high)
    low = two_sum(a.low, b.low)
    first = fast_two_sum(high.high, high.low + low.high)
    return fast_two_sum(first.high, low.low + first.low)


PRODUCT = 8 * UNIT * UNIT
"""More than the relative error of `product` (7 u^2)."""


def product(a: Words, b: Words) -> Words:
    """Return the product of two double words (their algorithm 10, DWTimesDW1)."""
    high, low = two_product(a.high, b.high, split(b.high))
    return fast_two_sum(high, low + (a.high * b.low + a.low * b.high))


RECIPROCAL = 16 * UNIT * UNIT
"""More than the relative error of `reciprocal`.

With q = (1 + 1.01u')/t.high, |u'| <= u, and t = t.high + t.low, |t.low| <= u t.high, the rest r = 1 - t q is at most
2.1u. It is computed with an error of 2u^2 (`times`) and 2.1u^2 (the last difference; the first is exact by
Sterbenz's lemma). 1/t = q/(1 - r) = q (1 + r + r^2/(1 - r)), and r^2 <= 4.5u^2; q r is rounded, 2.2u^2.
"""


def reciprocal(t: Words) -> Words:
    """Return 1/t for a double word that is not 0."""
    first = 1.0 / t.high
    back = times(t, first, split(first))
    rest = (1.0 - back.high) - back.low
    return fast_two_sum(first, first * rest)
