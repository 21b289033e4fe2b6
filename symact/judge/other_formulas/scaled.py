"""Numbers of rows as multiples of exponentials, of which sums neither overflow nor vanish."""

from typing import NamedTuple

import numpy as np

from symact.formats.arrays import Floats

NONE = np.zeros((1, 1))
"""The rate of numbers that are multiples of no exponential."""


class Scaled(NamedTuple):
    """Numbers m * exp(rate), which neither overflow nor vanish where exponentials do.

    Args:
        m: shape (rows, n), or (rows, 1) for what all entries of a row share.
        rate: shape (rows, n), (rows, 1) or (1, 1).
    """

    m: Floats
    rate: Floats = NONE

    @property
    def number(self) -> Floats:
        """The numbers themselves."""
        return self.m if self.rate is NONE else np.asarray(self.m * np.exp(self.rate))

    def power(self, power: float | Floats) -> "Scaled":
        """Return a power of them."""
        return Scaled(np.asarray(self.m**power), self.rate if self.rate is NONE else np.asarray(self.rate * power))

    @property
    def by_rows(self) -> "Scaled":
        """The same with one rate for each row, the greatest."""
        if self.rate.shape[1] == 1:
            return self
        greatest = greatest_of(self.rate)
        return Scaled(self.m * np.exp(self.rate - greatest), greatest)


def greatest_of(numbers: Floats) -> Floats:
    """Return the greatest number of each row, 0 where all are -inf."""
    greatest = numbers.max(axis=1, keepdims=True)
    return np.where(np.isneginf(greatest.real), 0.0, greatest)


def added(terms: list[Scaled]) -> Scaled:
    """Return the sum of some."""
    if all(each.rate is NONE for each in terms):
        return Scaled(np.asarray(sum(each.m for each in terms)))
    rate = terms[0].rate
    for each in terms[1:]:
        rate = np.maximum(rate, each.rate)
    rate = np.where(np.isneginf(rate.real), 0.0, rate)
    return Scaled(np.asarray(sum(each.m * np.exp(each.rate - rate) for each in terms)), rate)


def threshold(u: Floats, square: bool) -> Floats:
    """Return the t of each row with the sum of max(u - t, 0), or of its square, 1."""
    ordered = -np.sort(-u, axis=1)
    count = np.arange(1, u.shape[1] + 1)
    first = ordered[:, :1]
    mean = np.cumsum(ordered - first, axis=1) / count
    if square:
        rest = 1 / count - (np.cumsum((ordered - first) ** 2, axis=1) / count - mean**2)
        tau = np.where(rest >= 0, mean - np.sqrt(np.maximum(rest, 0)), 0.0)
    else:
        tau = mean - 1 / count
    above = ordered - first > tau
    last = np.where(above, count, 1).max(axis=1)[:, None] - 1
    return np.asarray(first + np.take_along_axis(tau, last, axis=1))
