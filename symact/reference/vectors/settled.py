"""Double words with bounds that know exact results, and the functions of which definitions on vectors are made.

A bound of 0 says that the number is exact: sums and products of few bits, quotients and roots that come out even. So
values that are numbers of a format, or ties between two, are decided as well. docs/vectors.md has the bounds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Floats, Mask
from symact.reference.sweep.double_word import (
    PRODUCT,
    RECIPROCAL,
    Words,
    fast_two_sum,
    product,
    reciprocal,
    split,
    two_product,
    two_sum,
)
from symact.reference.vectors.exponentials import LEAST as LEAST_EXPONENT
from symact.reference.vectors.exponentials import NOTHING, TERM, exponential
from symact.reference.vectors.running_bounds import LEAST, LOST, SURE, Bounded
from symact.reference.vectors.shifted_rows import SLACK

LOGARITHM = 2.0**-85
"""More than the absolute error of `logarithm` at an exact number: TERM, 8u^2, and roundings of what is below 2^-45."""


class Settled(Bounded):
    """Double words, and a bound of |exact - value|; 0 where the value is exact, infinite where nothing is known."""

    @classmethod
    def of(cls, found: Bounded, exact: Mask) -> Settled:
        """Return a number that is exact in some places."""
        known = np.isfinite(found.words.low) & ~np.isnan(found.error)
        return cls(found.words, np.where(known, np.where(exact, 0.0, found.error), np.inf))

    @property
    def is_exact(self) -> Mask:
        """Where the value is exact."""
        return np.asarray(self.error == 0)

    @property
    def sign(self) -> npt.NDArray[np.int8]:
        """The exact number's sign, 2 where it is not known."""
        sure = (np.abs(self.words.high) > 2 * self.error) | self.is_exact
        return np.where(sure, np.sign(self.words.high), 2).astype(np.int8)

    def __add__(self, other: Bounded) -> Settled:  # type: ignore[override]
        exact = (self.error == 0) & (other.error == 0)
        if exact.any() and (self.words.low.any() or other.words.low.any()):
            (high, low), (more, rest) = self._alike(other)
            sums, lows = two_sum(high, more), two_sum(low, rest)
            middle = two_sum(sums.low, lows.high)
            first = fast_two_sum(sums.high, middle.high)
            exact &= (middle.low == 0) & (first.low == two_sum(sums.high, middle.high).low)
            exact &= two_sum(first.low, lows.low).low == 0
        return Settled.of(super().__add__(other), exact)

    def __mul__(self, other: Bounded) -> Settled:  # type: ignore[override]
        nothing = _is_zero(self) | _is_zero(other)
        exact = (self.error == 0) & (other.error == 0) & (self.words.low == 0) & (other.words.low == 0)
        found = super().__mul__(other)
        return Settled.of(found, (exact & (found.size > LEAST)) | nothing)

    def scaled(self, factor: Floats) -> Settled:
        """Return the product with 0, or with a power of 2 of either sign."""
        words, size = Words(*(word * factor for word in self.words)), np.abs(self.words.high)
        nothing = (factor == 0) & np.isfinite(self.error)
        whole = ((self.error == 0) & ((size > LEAST) | (size == 0))) | nothing
        error = self.error * np.abs(factor)
        return Settled.of(Bounded(words, np.where(whole, 0.0, error + LOST)), np.zeros(1, dtype=bool))

    def over(self, other: Settled) -> Settled:
        """Return the quotient; nothing is known of one by a number that may be 0."""
        high = other.words.high
        relative = other.error / np.abs(high)
        one, two = self._alike(Bounded(reciprocal(other.words), other.error))
        found = product(one, two)
        error = np.abs(two.high) * self.error + np.abs(found.high) * (RECIPROCAL + PRODUCT + relative * (1 + 2 * SURE))
        sure = (np.abs(high) > LEAST) & (np.abs(high) < 1 / LEAST) & (relative < SURE)
        error = np.where(sure, (error + self.error * relative * np.abs(two.high)) * SLACK + LOST, np.inf)
        # What comes out even is one word, whose product with the divisor is the dividend.
        back = two_product(found.high, np.broadcast_to(high, found.high.shape), split(high))
        even = (self.error == 0) & (other.error == 0) & (other.words.low == 0) & (back.high == self.words.high)
        even &= (back.low == self.words.low) & sure & ((np.abs(back.high) > LEAST) | (found.high == 0))
        return Settled.of(Bounded(Words(found.high, np.where(even, 0.0, found.low)), error), even)

    def root(self) -> Settled:
        """Return the square root of a positive number."""
        found = self * Settled(*self.inverse_root())
        square = two_product(found.words.high, found.words.high, split(found.words.high))
        even = (self.error == 0) & (square.high == self.words.high) & (square.low == self.words.low)
        even &= self.words.high > LEAST
        return Settled.of(Bounded(Words(found.words.high, np.where(even, 0.0, found.words.low)), found.error), even)

    def broadcast(self, *shape: int) -> Settled:
        """Return the numbers in a greater shape."""
        high, low, error = (np.asarray(np.broadcast_to(each, shape)) for each in (*self.words, self.error))
        return Settled(Words(high, low), error)

    def summed(self) -> Settled:
        """Return the sums along the last axis, as columns; exact where every partial sum is one word."""
        exact = ((self.error == 0) & (self.words.low == 0)).all(axis=-1)
        found, sums = super().summed(), self.words.high
        while exact.any() and sums.shape[-1] > 1:
            if sums.shape[-1] % 2:
                sums = np.concatenate([sums, np.zeros((*sums.shape[:-1], 1))], axis=-1)
            pairs = two_sum(sums[..., ::2], sums[..., 1::2])
            exact, sums = exact & (pairs.low == 0).all(axis=-1), pairs.high
        exact = exact[..., None]
        high, low = np.where(exact, sums[..., :1], found.words.high), np.where(exact, 0.0, found.words.low)
        return Settled.of(Bounded(Words(high, low), found.error), exact)

    def greatest(self) -> Settled:
        """Return the greatest along the last axis, as columns."""
        high = self.words.high.max(axis=-1, keepdims=True)
        # Words compare by their high words first.
        low = np.where(self.words.high == high, self.words.low, -np.inf).max(axis=-1, keepdims=True)
        return Settled(Words(high, low), self.error.max(axis=-1, keepdims=True))

    def at_least(self, other: Settled) -> Settled:
        """Return the greater of two numbers."""
        one, two = self._alike(other)
        second = (two.high > one.high) | ((two.high == one.high) & (two.low > one.low))
        difference = (self + -other).sign
        error = np.maximum(self.error, other.error)
        error = np.where(difference == 1, self.error, np.where(difference == -1, other.error, error))
        return Settled(Words(*(np.where(second, b, a) for a, b in zip(one, two, strict=True))), error)

    def exp(self) -> Settled:
        """Return the exponential."""
        high, low = self.words
        small, wide = high < LEAST_EXPONENT, ~(np.abs(high) <= -LEAST_EXPONENT) | ~(self.error < SURE)
        found = exponential(Words(np.where(wide, 0.0, high), np.where(wide, 0.0, low)))
        error = found.high * (TERM + self.error * (1 + 2 * SURE)) * SLACK + LOST
        error = np.where(wide, np.where(small & (self.error < SURE), NOTHING, np.inf), error)
        return Settled(Words(*(np.where(wide, 0.0, word) for word in found)), error)

    def log(self) -> Settled:
        """Return the logarithm of a positive number."""
        high = self.words.high
        relative = self.error / high
        # Only a guess: what separates it from the logarithm is computed.
        guess = np.where((high > 2.0**-800) & (high < 2.0**800), np.log(high), np.nan)
        ratio = product(self.words, exponential(Words(np.where(np.isnan(guess), 0.0, -guess), np.zeros_like(high))))
        off = (ratio.high - 1.0) + ratio.low
        sure = (np.abs(off) < 2.0**-45) & (relative < SURE) & np.isfinite(guess)
        error = np.where(sure, (LOGARITHM + relative * (1 + 2 * SURE)) * SLACK, np.inf)
        return Settled(two_sum(guess, off - 0.5 * off * off), error)

    def tanh(self) -> Settled:
        """Return the hyperbolic tangent: (1 - E)/(1 + E), E = exp(-2|u|), with the sign of u."""
        sign = np.where(self.words.high < 0, -1.0, 1.0)
        one = Settled.exact(np.ones(1))
        power = Settled(Words(*(-2.0 * sign * word for word in self.words)), 2.0 * self.error).exp()
        found = (one + -power).over(one + power)
        return Settled(Words(*(sign * word for word in found.words)), found.error)


FUNCTIONS: dict[str, Callable[[Settled], Settled]] = {"exp": Settled.exp, "log": Settled.log, "tanh": Settled.tanh}
"""The elementary functions that there are, by SymPy's names."""


def _is_zero(number: Bounded) -> Mask:
    return np.asarray((number.error == 0) & (number.words.high == 0))
