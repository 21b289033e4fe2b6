"""All pairs of a narrow format, a line at a time: one a with every b, rounded in a few passes of float64.

With g and h rounded to float64 the product is off by less than 2^-51 of itself, so that a rounding of at most 11 bits
is certain but for one pair in 2^40, and Ziv's loop decides those. Only short numbers, such as every number of the
format and what saturates beside one, have products on boundaries; they are exact, and on which side of it the
value lies is known from its 128 bits rounded to odd.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, all_bits, bits_dtype
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.pairs.conventions import Signs, Sort, of_factor
from symact.reference.pairs.table import Pairs

SHORT = 22
"""Bits of a short number: products of two are exact in float64, with bits to spare for distances."""

WIDEST = 11
"""Bits of a format's significand, at most."""

OFF = 2.0**-51
"""More than the relative error of a product."""

UNSURE = 2.0**-48
"""More than the relative error of a difference of what two factors lack."""

TINIEST = 2.0**-700
"""What stands for a factor that is smaller: its products round to 0."""


class Column(NamedTuple):
    """A factor at all encodings.

    Args:
        value: nearest float64; 0 where it is no number.
        off: |exact| - |value| over |value|.
        doubt: strict bound of the error of `off`.
        short: whether the value has few bits.
        signs: what it is.
    """

    value: Floats
    off: Floats
    doubt: Floats
    short: Mask
    signs: Signs


class Line(NamedTuple):
    """One a with every b.

    Args:
        y_bits: correctly rounded results; without meaning where `special`.
        scaled: the product in ulp, with its sign; a result that overflows ends at the number beyond the largest.
        unit: exponent of the ulp.
        beside: sign of |exact| - |scaled| where that is exactly the product of short numbers.
        short: where it is.
        special: where the pair follows from a convention: NaN, an infinity, an infinite or undefined product.
    """

    y_bits: Bits
    scaled: Floats
    unit: npt.NDArray[np.int64]
    beside: npt.NDArray[np.int8]
    short: Mask
    special: Mask


class Lines:
    """The values of a gated pair at all pairs of a narrow format.

    Args:
        bound: the pair with its parameters.
        fmt: a format of at most 16 bits.

    Raises:
        SymactError: the format is wider, the pair is no product, or it jumps.
    """

    def __init__(self, bound: Bound, fmt: Format) -> None:
        if fmt.precision > WIDEST or fmt.width > 16:
            raise SymactError(f"{fmt.name} has 2^{2 * fmt.width} pairs; all of them are for formats of at most 16 bits")
        self.pairs, self.format = Pairs(bound, fmt, Quantity.VALUE, 2), fmt
        self.columns = tuple(self._column(which) for which in (0, 1))
        if any((each.signs.sort == Sort.SIDES).any() for each in self.columns):
            raise SymactError(f"{bound.activation.name} jumps; all pairs are for continuous functions")
        finite = (all_bits(fmt) & bits_dtype(fmt).type(fmt.sign_bit - 1)) <= fmt.max_bits
        self._outside = ~finite | (self.columns[1].signs.sort > Sort.ZERO)

    def line(self, a_bits: int) -> Line | None:
        """Return the results for one a; None where all of them follow from conventions."""
        first, second = self.columns
        if first.signs.sort[a_bits] > Sort.ZERO or not self.format.is_finite(a_bits):
            return None
        product = first.value[a_bits] * second.value
        scaled, unit = self._scaled(product)
        count = np.rint(scaled)
        short = second.short & first.short[a_bits]
        beside = np.zeros(len(short), dtype=np.int8)
        if short.any():
            one, other = first.off[a_bits], second.off
            # Opposite sides: the greater one decides, if it is known to be greater.
            unsure = first.doubt[a_bits] + second.doubt + UNSURE * np.minimum(abs(one), np.abs(other))
            short &= np.abs(one + other) >= unsure
            beside = np.where(short, np.sign(one + other), 0).astype(np.int8)
        hard = self._resolve(scaled, count, short, beside)
        y_bits = self._encoded(product, count, unit)
        for b_bits in hard.tolist():
            y_bits[b_bits] = self.pairs.exact.row((a_bits, b_bits))[0].y
        return Line(y_bits, np.copysign(scaled, product), unit, beside, short, self._outside)

    def _scaled(self, product: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Return |product| in ulp of the format, and the ulp's exponent."""
        fmt = self.format
        field = np.abs(product).view(np.int64) >> 52
        np.clip(field, fmt.emin + 1023, fmt.emax + 1023, out=field)
        inverse = ((2046 + fmt.fraction_bits - field) << 52).view(np.float64)
        field -= 1023 + fmt.fraction_bits
        scaled: Floats = np.abs(product) * inverse
        return scaled, field

    def _resolve(
        self, scaled: Floats, count: Floats, short: Mask, beside: npt.NDArray[np.int8]
    ) -> npt.NDArray[np.int64]:
        """Put ties of short numbers on their side, and return where rounding is not certain."""
        near = np.flatnonzero(np.abs(scaled - count) >= 0.5 - OFF * 2.0 ** (self.format.precision + 1))
        if not len(near):
            return near
        exactly = short[near]
        ties = near[exactly & (beside[near] != 0) & (np.abs(scaled[near] - count[near]) == 0.5)]
        count[ties] = np.floor(scaled[ties]) + (beside[ties] > 0)
        return near[~exactly & ~self._outside[near]]

    def _encoded(self, product: Floats, count: Floats, unit: npt.NDArray[np.int64]) -> Bits:
        fmt = self.format
        bits = np.minimum(count, 2.0 ** (fmt.precision + 1)).astype(np.int64)
        bits += (unit - fmt.quantum) << fmt.fraction_bits
        bits[bits > fmt.max_bits] = fmt.overflow_bits
        bits |= (product.view(np.int64) >> 63) & fmt.sign_bit
        return bits.astype(bits_dtype(fmt))

    def _column(self, which: int) -> Column:
        fmt, factor = self.format, self.pairs.exact.factors[which]
        every = all_bits(fmt).tolist()
        signs = of_factor(factor, 0, every)
        numbers = (signs.sort <= Sort.ZERO).tolist()
        found = [
            _nearest(factor.sides(0, bits)[0].wide) if number else (0.0, 0.0, 0.0)
            for bits, number in zip(every, numbers, strict=True)
        ]
        value, off, doubt = (np.array(each) for each in zip(*found, strict=True))
        value = np.copysign(value, np.where(signs.negative, -1.0, 1.0))
        significand = np.frexp(value)[0] * 2.0**SHORT
        short = (significand == np.rint(significand)) & (np.abs(value) != TINIEST)
        return Column(value, off, doubt, short, signs)


def _nearest(wide: RoundToOdd | None) -> tuple[float, float, float]:
    """Return the float64 nearest to a value's magnitude, what it lacks relatively, and a strict bound of its error."""
    if wide is None or wide.significand == 0:
        return 0.0, 0.0, 0.0
    if wide.exponent + wide.significand.bit_length() < math.frexp(TINIEST)[1]:
        return TINIEST, 0.0, 1.0
    # CPython rounds integers correctly, and their quotients too.
    value = float(wide.significand)
    off = (wide.significand - int(value)) / int(value)
    return math.ldexp(value, wide.exponent), off, 0.0 if wide.exact else 1 / int(value)
