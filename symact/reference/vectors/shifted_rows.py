"""Some vectors with what is computed of each: shifted exponents, exponentials, their sums, weighted means of v."""

from functools import cached_property

import numpy as np

from symact.formats.arrays import Floats, Mask
from symact.reference.sweep.double_word import STEP, Words, plus, product, reciprocal, two_sum
from symact.reference.vectors.exponential_family import Family
from symact.reference.vectors.exponentials import ARGUMENT, LEAST, NOTHING, exponential, levels, logarithm, total

SUMS = 2.0**-84.5
"""Error of a weighted mean of v at most, in units of the weighted mean of |v|, rounding of sums apart."""

TINY = 2.0**-640
"""More than what entries below exp(LEAST) add to a mean of numbers below LARGEST."""

LARGEST = 2.0**200
"""The greatest modulus of inputs."""

SLACK = 1 + 2.0**-20
"""Covers the rounding of bounds, which are computed in float64 themselves."""


class ShiftedRows:
    """Some vectors, their exponentials and sums.

    Args:
        family: the function.
        x: finite, shape (rows, n); where `gone`, anything.
        v: the vector of a JVP or VJP, shape (rows, n) or (rows, 1), or None.
        gone: entries that have vanished from all sums, in the shape of x.
    """

    def __init__(self, family: Family, x: Floats, v: Floats | None, gone: Mask) -> None:
        self.family, self._v, self.length = family, v, x.shape[1]
        towards = np.where(gone, -np.inf, x if family.rate[0] > 0 else -x)
        if family.quiet:
            towards = np.concatenate([towards, np.zeros((len(x), 1))], axis=1)
        self._greatest = towards.max(axis=1, keepdims=True)
        self._first = towards.argmax(axis=1)
        # Vanished ones stay below LEAST whatever the rate is.
        self._below = np.where(np.isneginf(towards), 2 * LEAST * 2.0**60, towards - self._greatest)
        self._below_rest = two_sum(np.where(np.isneginf(towards), 0.0, towards), -self._greatest).low
        self._below_rest[np.isneginf(towards)] = 0.0

    def scaled(self, value: Words) -> tuple[Words, float]:
        """Return |a| times double words, and a bound of the relative error."""
        high, low = (np.float64(abs(self.family.rate[0])), np.float64(self.family.rate[1]))
        low = low if self.family.rate[0] > 0 else -low
        if self.family.exact:
            return Words(value.high * high, value.low * high), 0.0
        shape = np.ones_like(value.high)
        return product(value, Words(high * shape, low * shape)), ARGUMENT

    def signed(self, value: Words) -> tuple[Words, float]:
        """Return a times double words, and a bound of the relative error."""
        found, error = self.scaled(value)
        return (found if self.family.rate[0] > 0 else Words(-found.high, -found.low)), error

    @cached_property
    def arguments(self) -> Words:
        """The exponents: a·x less its greatest value, one column more for the quiet ones."""
        with np.errstate(over="ignore"):
            return self.scaled(Words(self._below, self._below_rest))[0]

    @cached_property
    def greatest(self) -> tuple[Words, float]:
        """The greatest a·x, and a bound of its relative error."""
        top = self._greatest[:, 0]
        return self.scaled(Words(top, np.zeros_like(top)))

    @cached_property
    def terms(self) -> Words:
        """The exponentials."""
        return exponential(self.arguments)

    @cached_property
    def tops(self) -> Mask:
        """Which entries are the greatest."""
        return np.asarray(self._below == 0)

    @cached_property
    def top_count(self) -> Floats:
        """How many entries are the greatest."""
        return np.asarray(self.tops.sum(axis=1).astype(np.float64))

    @cached_property
    def others(self) -> Words:
        """The sum of the terms that are not the greatest."""
        return total(Words(*(np.where(self.tops, 0.0, word) for word in self.terms)))

    @cached_property
    def inverse(self) -> Words:
        """One over the sum of all terms."""
        return reciprocal(plus(Words(self.top_count, np.zeros_like(self.top_count)), self.others))

    @cached_property
    def log_sum(self) -> tuple[Words, Floats]:
        """The logarithm of the sum of all terms, and a bound of its error."""
        found, error = logarithm(self.top_count, self.others)
        lost = (self.terms.high == 0).any(axis=1) * (self.terms.high.shape[1] * NOTHING)
        return found, error + lost

    @cached_property
    def shares(self) -> Words:
        """The entries of softmax, one column more for the quiet ones."""
        return product(self.terms, column(self.inverse))

    @cached_property
    def offset(self) -> Floats:
        """The value of v at the first of the greatest entries, 0 where that is the quiet one."""
        assert self._v is not None
        v = np.concatenate([self._v, np.zeros((len(self._v), 1))], axis=1) if self.family.quiet else self._v
        return np.take_along_axis(v, self._first[:, None], axis=1)

    @cached_property
    def centred(self) -> Words:
        """The numbers v less the offset."""
        assert self._v is not None
        v = np.concatenate([self._v, np.zeros((len(self._v), 1))], axis=1) if self.family.quiet else self._v
        return two_sum(v, np.broadcast_to(-self.offset, v.shape))

    @cached_property
    def mean(self) -> tuple[Words, Floats]:
        """The mean of the centred v, weighted by softmax, and a bound of its error."""
        weighted = product(self.terms, self.centred)
        size = np.abs(weighted.high).sum(axis=1)
        bound = (SUMS + levels(weighted.high.shape[1]) * STEP) * size * self.inverse.high * SLACK + TINY
        return product(total(weighted), self.inverse), bound

    def own(self, words: Words) -> Words:
        """Return what belongs to the entries of the input, without the column of the quiet ones."""
        return Words(words.high[:, : self.length], words.low[:, : self.length])

    @property
    def upstream(self) -> Floats:
        """The numbers v."""
        assert self._v is not None
        return self._v

    @property
    def lost(self) -> Mask:
        """Which entries' exponentials are too small to be held."""
        return np.asarray(self.terms.high[:, : self.length] == 0)


def column(words: Words) -> Words:
    """Return one number a row as a column, to be combined with all entries."""
    return Words(words.high[:, None], words.low[:, None])
