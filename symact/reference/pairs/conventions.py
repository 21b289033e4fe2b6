"""What a product is where a factor is 0, infinite or nothing, for whole arrays: no rounding is needed there."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Mask, bits_dtype, is_nan, magnitudes
from symact.formats.floating import Format
from symact.reference import flag_bits
from symact.reference.pairs.factors import Factor


class Sort(enum.IntEnum):
    """What a factor or a product is; of several the greatest decides, but 0 times infinity is undefined."""

    NUMBER = 0
    ZERO = 1
    INFINITE = 2
    UNDEFINED = 3
    SIDES = 4
    """It has two values, at a kink or a jump."""
    NAN = 5


class Signs(NamedTuple):
    """Sorts and signs, as arrays.

    Args:
        sort: `Sort` values, int8.
        negative: the sign, of zeros and infinities too.
        sign_open: whether it is a zero whose sign no rule decides.
    """

    sort: npt.NDArray[np.int8]
    negative: Mask
    sign_open: Mask

    def take(self, rows: Any) -> Signs:
        """Return some of them, chosen by an index of NumPy."""
        return Signs(self.sort[rows], self.negative[rows], self.sign_open[rows])


def of_factor(factor: Factor, order: int, bits: Sequence[int]) -> Signs:
    """Return what a factor or its derivative is at encodings."""
    return _signs([_of_side(factor, order, each) for each in bits])


def _of_side(factor: Factor, order: int, bits: int) -> tuple[Sort, bool, bool]:
    if factor.format.is_nan(bits):
        return Sort.NAN, False, False
    sides = factor.sides(order, bits)
    if len(sides) > 1:
        return Sort.SIDES, False, False
    (side,) = sides
    sort = Sort.UNDEFINED if side.undefined else Sort.INFINITE if side.infinite else Sort.NUMBER
    return (Sort.ZERO if side.is_zero else sort), side.negative, side.is_zero and side.sign_open


def _signs(found: list[tuple[Sort, bool, bool]]) -> Signs:
    sort, negative, sign_open = zip(*found, strict=True) if found else ((), (), ())
    return Signs(np.array(sort, dtype=np.int8), np.array(negative, dtype=bool), np.array(sign_open, dtype=bool))


def of_numbers(bits: Bits, fmt: Format) -> Signs:
    """Return what encodings are by themselves."""
    magnitude = magnitudes(bits, fmt)
    sort = np.where(magnitude == 0, Sort.ZERO, np.where(magnitude > fmt.max_bits, Sort.INFINITE, Sort.NUMBER))
    sort = np.where(is_nan(bits, fmt), Sort.NAN, sort).astype(np.int8)
    negative = np.asarray(bits >> bits_dtype(fmt).type(fmt.width - 1) != 0)
    return Signs(sort, negative, np.zeros(bits.shape, dtype=bool))


def product(one: Signs, other: Signs) -> Signs:
    """Return what a product is; arrays of other shapes are broadcast."""
    sort = np.maximum(one.sort, other.sort)
    sort = np.where((sort == Sort.INFINITE) & (np.minimum(one.sort, other.sort) == Sort.ZERO), Sort.UNDEFINED, sort)
    return Signs(sort.astype(np.int8), one.negative != other.negative, one.sign_open | other.sign_open)


def results(signs: Signs, fmt: Format) -> tuple[Bits, npt.NDArray[np.uint16]]:
    """Return encodings and flags where a product is 0, infinite or undefined; without meaning elsewhere."""
    sort = signs.sort
    y = np.where(sort == Sort.INFINITE, fmt.overflow_bits, np.where(sort == Sort.ZERO, 0, fmt.nan_bits))
    # An open sign is written as +.
    negative = signs.negative & ((sort == Sort.ZERO) | (sort == Sort.INFINITE))
    y = y.astype(np.uint64) | (negative.astype(np.uint64) << np.uint64(fmt.width - 1))
    flags = np.where(sort == Sort.ZERO, flag_bits.EXACT | np.where(signs.sign_open, flag_bits.ZERO_SIGN_OPEN, 0), 0)
    flags = np.where(sort == Sort.UNDEFINED, flag_bits.OPEN, flags)
    return y.astype(bits_dtype(fmt)), flags.astype(np.uint16)
