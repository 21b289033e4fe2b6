"""Double words that carry a bound of their error through sums, products and roots: running error analysis.

Each operation adds its own relative bound, proved by Joldes, Muller and Popescu, to what its operands bring, and what
underflow may lose. Bounds are computed in float64, which SLACK covers; where a number overflows nothing is known.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np

from symact.formats.arrays import Floats
from symact.reference.sweep.double_word import PRODUCT, STEP, UNIT, Words, fast_two_sum, plus, product, two_product
from symact.reference.sweep.double_word import split as halves
from symact.reference.vectors.exponentials import levels, total
from symact.reference.vectors.shifted_rows import SLACK

INVERSE_ROOT = 32 * UNIT * UNIT
"""More than the relative error of `inverse_root`.

r0 is any number with |d| < 8u for d = 1 - m·r0^2, which is computed: r0^2 exactly, the product to 8u^2, the
difference to u·8u. 1/sqrt(m) = r0·(1 - d)^(-1/2) = r0·(1 + d/2 + 3/8·d^2 + ...), the rest below 2^-149: 4u^2 and
4u^2 of d/2, 12u^2 of three roundings of what is below 4u, 4u^2 of the product with r0.
"""

LOST = 2.0**-1060
"""More than underflow takes from a number and its bound: some ten results below 2^-1022 are each off by 2^-1075."""

LEAST = 2.0**-900
"""Roots are taken of greater numbers."""

SURE = 2.0**-20
"""Greatest relative error of a number whose root is taken."""


class Bounded(NamedTuple):
    """Double words, and a bound of |exact - value|; infinite or nan where nothing is known."""

    words: Words
    error: Floats

    @classmethod
    def exact(cls, high: Floats, low: Floats | float = 0.0) -> Self:
        """Return exact numbers."""
        return cls(Words(high, np.zeros_like(high) + low), np.zeros_like(high))

    @property
    def size(self) -> Floats:
        """The moduli, but for the low words."""
        return np.abs(self.words.high)

    def __neg__(self) -> Self:
        return self._replace(words=Words(-self.words.high, -self.words.low))

    def __add__(self, other: Bounded) -> Bounded:  # type: ignore[override]  # numbers, not a tuple's items
        found = plus(*self._alike(other))
        return Bounded(found, (self.error + other.error + STEP * np.abs(found.high)) * SLACK + LOST)

    def __mul__(self, other: Bounded) -> Bounded:  # type: ignore[override]
        found = product(*self._alike(other))
        error = self.size * other.error + other.size * self.error + self.error * other.error
        return Bounded(found, (error + PRODUCT * np.abs(found.high)) * SLACK + LOST)

    def _alike(self, other: Bounded) -> tuple[Words, Words]:
        shape = np.broadcast_shapes(self.words.high.shape, other.words.high.shape)
        one, two = (Words(*(np.broadcast_to(word, shape) for word in each.words)) for each in (self, other))
        return one, two

    def summed(self) -> Bounded:
        """Return the sums along the last axis, as columns."""
        found = total(self.words)
        rounding = levels(self.size.shape[-1]) * STEP * self.size.sum(axis=-1)
        error = (self.error.sum(axis=-1) + rounding) * SLACK + LOST
        return Bounded(Words(found.high[..., None], found.low[..., None]), error[..., None])

    def inverse_root(self) -> Bounded:
        """Return 1/sqrt of positive numbers; nothing is known of others."""
        high = self.words.high
        with np.errstate(all="ignore"):
            relative = self.error / high
            guess = 1.0 / np.sqrt(high)
            back = product(self.words, two_product(guess, guess, halves(guess)))
            off = (1.0 - back.high) - back.low
            found = fast_two_sum(guess, guess * (off * (0.5 + 0.375 * off)))
            sure = (high > LEAST) & (relative < SURE) & (np.abs(off) < 8 * UNIT)
            return Bounded(found, np.where(sure, found.high * (relative + INVERSE_ROOT) * SLACK, np.inf))
