"""All pairs of a narrow format, a line at a time: one a with every b, rounded in a few passes of float64.

With g and h rounded to float64 the product is off by less than 2^-51 of itself, so that a rounding of at most 11 bits
is certain but for one pair in 2^40, and Ziv's loop decides those. It would be many pairs where factors lie beside
short numbers, of two bits more than the format's: a gate that saturates, or begins as a/2. Their products have n bits,
n twice as many, and lie on a boundary of the format or 2^-n away; a factor within 2^-(n + 4) of a short number is taken
as that number and what it lacks, whose sign decides on boundaries.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, all_bits, bits_dtype, magnitudes
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.pairs.conventions import Signs, Sort, of_factor
from symact.reference.pairs.table import Pairs

WIDEST = 11
"""Bits of a format's significand, at most."""

OFF = 2.0**-51
"""More than the relative error of a product."""

UNSURE = 2.0**-20
"""More than the relative error of the sum of what two factors lack, their product left out."""

TINIEST = 2.0**-700
"""What stands for a factor that is smaller: its products round to 0."""


class Column(NamedTuple):
    """A factor at all encodings.

    Args:
        value: the short number beside it, else the nearest float64; 0 where it is no number.
        short: whether it is short.
        off: of short numbers |exact| - |value| over |value|, else 0.
        doubt: strict bound of the error of `off`.
        signs: what it is.
    """

    value: Floats
    short: Mask
    off: Floats
    doubt: Floats
    signs: Signs


class Line(NamedTuple):
    """One a with every b.

    Args:
        y_bits: correctly rounded results; without meaning where `special`.
        scaled: the product in ulp, with its sign; what overflows ends at the power of two beyond.
        rest: |exact - result|, ulp.
        unit: exponent of the ulp.
        short: where that is the exact product of short numbers.
        off: there |exact| - |scaled| over |scaled|, of certain sign; else 0.
        special: where b is NaN or infinite, or the pair follows from a convention.
    """

    y_bits: Bits
    scaled: Floats
    rest: Floats
    unit: npt.NDArray[np.int64]
    short: Mask
    off: Floats
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
        check_width(fmt)
        self.pairs, self.format = Pairs(bound, fmt, Quantity.VALUE, 2), fmt
        self.columns = tuple(self._column(which) for which in (0, 1))
        if any((each.signs.sort == Sort.SIDES).any() for each in self.columns):
            raise SymactError(f"{bound.activation.name} jumps; all pairs are for continuous functions")
        finite = magnitudes(all_bits(fmt), fmt) <= fmt.max_bits
        self._outside = ~finite | (self.columns[1].signs.sort > Sort.ZERO)

    def line(self, a_bits: int) -> Line | None:
        """Return the results for one a; None where all of them follow from conventions."""
        first, second = self.columns
        if first.signs.sort[a_bits] > Sort.ZERO:
            return None
        product = first.value[a_bits] * second.value
        scaled, unit = self._scaled(product)
        count = np.rint(scaled)
        short = second.short & first.short[a_bits]
        off = np.zeros(len(short))
        if short.any():
            one, other = first.off[a_bits], second.off
            # Opposite sides: the greater one decides, if it is known to be greater.
            unsure = first.doubt[a_bits] + second.doubt + UNSURE * np.minimum(abs(one), np.abs(other))
            short &= np.abs(one + other) >= unsure
            off = np.where(short, one + other, 0.0)
        hard = self._resolve(scaled, count, short, off)
        y_bits = self._encoded(product, count, unit)
        for b_bits in hard.tolist():
            y_bits[b_bits] = self.pairs.exact.row((a_bits, b_bits))[0].y
        rest = np.abs(scaled - count + scaled * off)
        # Just below a power of two the ulp is that of the binade below.
        below = np.flatnonzero((scaled == 2.0**self.format.fraction_bits) & (off < 0))
        rest[below[unit[below] > self.format.quantum]] *= 2
        return Line(y_bits, np.copysign(scaled, product), rest, unit, short, off, self._outside)

    def _scaled(self, product: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Return |product| in ulp of the format, and the ulp's exponent."""
        fmt = self.format
        field = np.abs(product).view(np.int64) >> 52
        np.clip(field, fmt.emin + 1023, fmt.emax + 1023, out=field)
        inverse = ((2046 + fmt.fraction_bits - field) << 52).view(np.float64)
        field -= 1023 + fmt.fraction_bits
        scaled: Floats = np.minimum(np.abs(product) * inverse, 2.0**fmt.precision)
        return scaled, field

    def _resolve(self, scaled: Floats, count: Floats, short: Mask, off: Floats) -> npt.NDArray[np.int64]:
        """Put ties of short numbers on their side, and return where rounding is not certain."""
        second_sort = self.columns[1].signs.sort
        near = np.flatnonzero(np.abs(scaled - count) >= 0.5 - OFF * 2.0 ** (self.format.precision + 1))
        if not len(near):
            return near
        exactly = short[near]
        ties = near[exactly & (off[near] != 0) & (np.abs(scaled[near] - count[near]) == 0.5)]
        count[ties] = np.floor(scaled[ties]) + (off[ties] > 0)
        left = ~exactly & (second_sort[near] == Sort.NUMBER)
        found: npt.NDArray[np.int64] = near[left]
        return found

    def _encoded(self, product: Floats, count: Floats, unit: npt.NDArray[np.int64]) -> Bits:
        fmt = self.format
        bits = count.astype(np.int64)
        bits += (unit - fmt.quantum) << fmt.fraction_bits
        bits[bits > fmt.max_bits] = fmt.overflow_bits
        bits |= (product.view(np.int64) >> 63) & fmt.sign_bit
        return bits.astype(bits_dtype(fmt))

    def _column(self, which: int) -> Column:
        fmt, factor = self.format, self.pairs.exact.factors[which]
        every = all_bits(fmt).tolist()
        signs = of_factor(factor, 0, every)
        numbers = (signs.sort <= Sort.ZERO).tolist()
        bits = fmt.precision + 2
        found = [
            _beside(factor.sides(0, each)[0].wide, bits) if number else (0.0, False, 0.0, 0.0)
            for each, number in zip(every, numbers, strict=True)
        ]
        value, short, off, doubt = (np.array(each) for each in zip(*found, strict=True))
        value = np.copysign(value, np.where(signs.negative, -1.0, 1.0))
        return Column(value, short, off, doubt, signs)


def check_width(fmt: Format) -> None:
    """Raise SymactError for a format with too many pairs."""
    if fmt.precision > WIDEST or fmt.width > 16:
        raise SymactError(
            f"--exhaustive judges pairs in formats of at most 16 bits; {fmt.name} has 2^{2 * fmt.width} pairs"
        )


def _beside(wide: RoundToOdd | None, bits: int) -> tuple[float, bool, float, float]:
    """Return what a `Column` holds of a value: magnitude, whether it is short, what it lacks, and the doubt of that."""
    if wide is None or wide.significand == 0:
        return 0.0, True, 0.0, 0.0
    significand, length = wide.significand, wide.significand.bit_length()
    if wide.exponent + length < math.frexp(TINIEST)[1]:
        return TINIEST, False, 0.0, 0.0
    cut = max(length - bits, 0)
    short = (significand + (1 << cut >> 1)) >> cut << cut
    lacking = significand - short
    if abs(lacking) << 2 * bits + 4 > short:
        # CPython rounds integers correctly, and their quotients too.
        return math.ldexp(float(significand), wide.exponent), False, 0.0, 0.0
    doubt = 0.0 if wide.exact else 1 / short
    return math.ldexp(float(short), wide.exponent), True, lacking / short, doubt
