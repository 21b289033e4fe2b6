"""Softmax and its products at rows of nearly equal numbers: what separates a value from a multiple of 1/n.

Where all differences are below 2^-45 and n is a power of two, values lie beside numbers of the format by less than the
filter's bound, and would all go to Ziv's loop. Here the multiple of 1/n is exact and the rest is computed by itself:
p = (1 + r)/n with r = (g - mean g)/(1 + mean g), g = exp(d) - 1. docs/vectors.md lists what is in each bound.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from symact.definition.quantity import Kind as QuantityKind
from symact.formats.arrays import Floats, Mask
from symact.reference.sweep.double_word import Words, plus, two_sum
from symact.reference.vectors.exponential_family import FamilyKind
from symact.reference.vectors.exponentials import NOTHING, total
from symact.reference.vectors.shifted_rows import SLACK, ShiftedRows, column

FLAT = 2.0**-45
"""Differences below this are small."""

REST = 2.0**-43
"""Relative error of a rest at most, where nothing cancels: 1/(1 + mean g), products of two rests, float64."""

CANCELLED = 2.0**-88
"""Error of g - mean g at most, in units of |g| + |mean g|."""

LEAST = 2.0**-1000
"""More than what underflow takes."""


class Beside(NamedTuple):
    """Values of flat rows.

    Args:
        value: double words.
        error: bound of |exact - value|.
        known: where that holds.
    """

    value: Words
    error: Floats
    known: Mask


class FlatRows:
    """The flat ones of some rows: each entry of softmax as 1/n (1 + rest)."""

    def __init__(self, rows: ShiftedRows) -> None:
        d = rows.arguments
        live = d.high > -FLAT
        count = live.sum(axis=1, keepdims=True).astype(np.float64)
        flat = (live | (rows.terms.high == 0)).all(axis=1) & (np.frexp(count[:, 0])[0] == 0.5)
        self._rows, self.places, self.live, self.count = rows, np.flatnonzero(flat), live[flat], count[flat]
        high, low = (np.where(self.live, word[flat], 0.0) for word in d)
        g = two_sum(high, low + high * high * (0.5 + high / 6.0))
        mean = Words(*(word[:, None] / self.count for word in total(g)))
        self.rest = plus(g, Words(*(np.broadcast_to(-word, high.shape) for word in mean))).high
        cancelled = CANCELLED * (np.abs(g.high) + np.abs(mean.high))
        lost = NOTHING * (~self.live).sum(axis=1, keepdims=True)
        self.error = REST * np.abs(self.rest) + cancelled + lost + LEAST

    def beside(self, quantity: QuantityKind) -> Beside | None:
        """Return the values of a quantity at the flat rows, None where there is no formula."""
        kind, family = self._rows.family.kind, self._rows.family
        if quantity is QuantityKind.DERIVATIVE:
            share = np.broadcast_to(1 / self.count, self.rest.shape)
            found = _sum(share, self.rest / self.count, self.error / self.count, self.live)
            return found if kind is FamilyKind.SOFTMAX else None
        if not family.exact:
            return None
        rate = np.float64(family.rate[0])
        if kind is FamilyKind.LOGSUMEXP and quantity is QuantityKind.VJP:
            v = np.broadcast_to(rate * self._rows.upstream[self.places] / self.count, self.rest.shape)
            return _sum(v, v * self.rest, np.abs(v) * self.error, self.live.all(axis=1, keepdims=True) & self.live)
        off, mean, exact = self._centred()
        if kind is FamilyKind.LOG_SOFTMAX and quantity is QuantityKind.VJP:
            return _sum(rate * off, -rate * mean * self.rest, np.abs(rate * mean) * self.error, exact)
        moved = self.rest * off
        shift = column(total(Words(moved, np.zeros_like(moved)))).high / self.count
        open_ = self.error * np.abs(off) + REST * np.abs(moved)
        around = open_.sum(axis=1, keepdims=True) / self.count
        if kind is FamilyKind.LOGSUMEXP:
            value, error, known = _sum(
                rate * mean, rate * shift, np.abs(rate) * around, np.asarray(exact.all(axis=1, keepdims=True))
            )
            return Beside(Words(value.high[:, 0], value.low[:, 0]), error[:, 0], known[:, 0])
        if kind is FamilyKind.LOG_SOFTMAX:
            return _sum(rate * off, np.broadcast_to(-rate * shift, off.shape), np.abs(rate) * around, exact)
        scale = rate / self.count
        return _sum(
            scale * off, scale * (moved - shift), np.abs(scale) * (open_ + around + REST * np.abs(shift)), exact
        )

    def _centred(self) -> tuple[Floats, Floats, Mask]:
        """Return v less its mean, the mean, and where both are exact."""
        v = self._rows.upstream[self.places]
        if self._rows.family.quiet:
            v = np.concatenate([v, np.zeros((len(v), 1))], axis=1)
        exact, sums = self.live.all(axis=1), v
        # Rows that are not all live are left out, so that their length does not matter.
        while sums.shape[1] > 1:
            if sums.shape[1] % 2:
                sums = np.concatenate([sums, np.zeros((len(sums), 1))], axis=1)
            pairs = two_sum(sums[:, ::2], sums[:, 1::2])
            exact, sums = exact & (pairs.low == 0).all(axis=1), pairs.high
        mean = sums / self.count
        off = two_sum(v, np.broadcast_to(-mean, v.shape))
        return off.high, mean, exact[:, None] & (off.low == 0)


def _sum(exact: Floats, rest: Floats, error: Floats, known: Mask) -> Beside:
    return Beside(two_sum(exact, rest), np.asarray(np.broadcast_to(error * SLACK + LEAST, exact.shape)), known)
