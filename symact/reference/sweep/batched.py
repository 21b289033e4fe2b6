"""Many Taylor models in double words evaluated together, each at its own inputs, and rounded to float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats
from symact.formats.floating import get_format
from symact.reference.sweep.double_word import UNIT, Words, plus, split, times
from symact.reference.sweep.taylor_model_double_word import DoubleWordModel

FLOAT64 = get_format("float64")

PART = 1 << 13
"""Inputs evaluated together, so that they stay in the cache."""

LEAST_EXPONENT, MOST_EXPONENT = -1021, 1024
"""Exponents, as frexp gives them, between which a float64 is normal."""

Served = tuple[DoubleWordModel, int, int]
"""A model and the consecutive inputs that it serves: first and end, the end excluded."""


class Behind(NamedTuple):
    """What lies behind float64 results, an entry an input; without meaning for inputs that no model decided.

    Args:
        known: which inputs a model decided.
        off: (exact value - result) in ulp of the result; of results that vanish, in the smallest number.
        margin: bound of the error of `off`.
    """

    known: npt.NDArray[np.bool_]
    off: Floats
    margin: Floats

    @classmethod
    def empty(cls, count: int) -> Behind:
        """Return room for so many inputs."""
        return cls(np.zeros(count, dtype=bool), np.zeros(count), np.zeros(count))


def evaluate(
    group: Sequence[Served], found: Bits, out: Bits, left: npt.NDArray[np.bool_], behind: Behind | None = None
) -> None:
    """Round what models decide.

    Args:
        group: models, each with the consecutive inputs that it serves.
        found: encodings of the inputs.
        out: takes the encodings of the results.
        left: set to False for every input that is decided.
        behind: takes what lies behind the results, if given.
    """
    where = np.concatenate([np.arange(start, stop) for _, start, stop in group])
    which = np.repeat(np.arange(len(group)), [stop - start for _, start, stop in group])
    models = [model for model, _, _ in group]
    table = _Coefficients(models)
    for first in range(0, len(where), PART):
        chosen, own = where[first : first + PART], which[first : first + PART]
        values = found[chosen].view(np.float64)
        rounded, decided, *more = _rounded(table, own, values)
        out[chosen[decided]] = rounded[decided].view(np.uint64)
        left[chosen[decided]] = False
        if behind:
            behind.known[chosen[decided]] = True
            for column, each in zip(behind[1:], more, strict=True):
                column[chosen[decided]] = each[decided]


class _Coefficients:
    """The models of a group as arrays, a row each."""

    def __init__(self, models: Sequence[DoubleWordModel]) -> None:
        length = max(len(m.high) for m in models)
        self.high, self.low = (np.zeros((len(models), length)) for _ in range(2))
        for row, model in enumerate(models):
            self.high[row, : len(model.high)] = model.high
            self.low[row, : len(model.low)] = model.low
        self.words = max(m.words for m in models)
        self.middle = np.array([m.middle for m in models])
        self.radius = np.array([m.radius for m in models], dtype=np.int64)
        self.scale = np.array([m.scale for m in models], dtype=np.int64)
        self.error = np.array([m.error for m in models])
        self.power = models[0].power


def _rounded(
    table: _Coefficients, own: npt.NDArray[np.intp], points: Floats
) -> tuple[Floats, npt.NDArray[np.bool_], Floats, Floats]:
    """Return the float64 numbers next to a group's values, which of them are proved to be the nearest, and the
    distances to the values with their bounds, as in `Behind`.
    """
    with np.errstate(all="ignore"):
        # Both the difference, inside a binade, and the scaling are exact.
        t = np.ldexp(points - table.middle[own], -table.radius[own])
        value = _horner(table, own, t)
        scale = table.scale[own]
        error = table.error[own]
        if table.power:
            mantissa, exponent = np.frexp(points)
            halves = split(mantissa)
            for _ in range(table.power):
                value = times(value, mantissa, halves)
            scale = scale + table.power * exponent.astype(np.int64)
        if table.middle[0] == 0:
            error = error * np.abs(value.high)
        # The margin also covers the rounding of the two sums below.
        margin = error * (1 + 2.0**-20) + np.abs(value.low) * (2 * UNIT)
        nearest = value.high + (value.low - margin)
        agree = nearest == value.high + (value.low + margin)
        result = np.ldexp(nearest, scale)
        own_size = np.frexp(nearest)[1]
        size = own_size + scale
        # A result far below half the smallest number is a zero with its sign.
        usual = (size > LEAST_EXPONENT) & (size < MOST_EXPONENT) | (size < FLOAT64.quantum - 6)
        decided = agree & (nearest != 0) & usual
        # A result that vanishes is 0 itself, and the smallest number its unit; the bound covers the sums' rounding.
        vanished = size < FLOAT64.quantum
        distance = np.where(vanished, nearest, (value.high - nearest) + value.low)
        unit = np.where(vanished, scale - FLOAT64.quantum, FLOAT64.precision - own_size)
        off, bound = np.ldexp(distance, unit), np.ldexp(margin, unit) + np.abs(distance) * 2.0**-50
    return result, decided, off, bound


def _horner(table: _Coefficients, own: npt.NDArray[np.intp], t: Floats) -> Words:
    length = table.high.shape[1]
    single = table.high[own, length - 1]
    for k in range(length - 2, table.words - 1, -1):
        single = single * t + table.high[own, k]
    if table.words == length:
        value, start = Words(single, table.low[own, length - 1]), length - 2
    else:
        value, start = Words(single, np.zeros_like(single)), table.words - 1
    halves = split(t)
    for k in range(start, -1, -1):
        value = plus(times(value, t, halves), Words(table.high[own, k], table.low[own, k]))
    return value
