"""Values in double words with bounds become correctly rounded results, where no boundary lies within the bound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, bits_dtype
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.reference.entries import SLIGHTEST, ErrorTerms
from symact.reference.table import Flag
from symact.reference.vectors.approximation import Approximation

LEAST = 2.0**-950
"""Smaller values are not decided here: low words may have been lost."""

FAR = 2.0**-500
"""Bound of the residual of a value below 2^-600, ulp of a format whose least number is far above."""

ROUNDED = 2.0**-48
"""Relative error of a residual that is computed in float64, and more."""


class Decided(NamedTuple):
    """Results in the shape of the values.

    Args:
        bits: encodings; anything where not known.
        low, high: those of the ends of the interval, where a derivative at a kink has several values.
        flags: as in tables.
        errors: terms of the error.
        known: which are decided: the exact value is no number of the format, and no tie.
    """

    bits: Bits
    low: Bits
    high: Bits
    flags: npt.NDArray[np.uint16]
    errors: ErrorTerms
    known: Mask

    @classmethod
    def empty(cls, shape: tuple[int, ...], fmt: Format) -> Decided:
        """Return a place for so many results, none of them known."""
        terms = ErrorTerms(np.zeros(shape, dtype=np.int32), np.zeros(shape), np.zeros(shape))
        bits, low, high = (np.zeros(shape, bits_dtype(fmt)) for _ in range(3))
        return cls(bits, low, high, np.zeros(shape, np.uint16), terms, np.zeros(shape, dtype=bool))

    def part(self, rows: slice) -> Decided:
        """Return neighbouring rows as a view."""
        exponent, residual, margin = self.errors
        terms = ErrorTerms(exponent[rows], residual[rows], margin[rows])
        bits = self.bits[rows], self.low[rows], self.high[rows]
        return Decided(*bits, self.flags[rows], terms, self.known[rows])

    def put(self, places: npt.NDArray[np.intp], found: Decided) -> None:
        """Put other results in at some rows."""
        self.bits[places], self.low[places], self.high[places] = found.bits, found.low, found.high
        self.flags[places], self.known[places] = found.flags, found.known
        self.errors.exponent[places] = found.errors.exponent
        self.errors.residual[places], self.errors.margin[places] = found.errors.residual, found.errors.margin


def decide(found: Approximation, fmt: Format) -> Decided:
    """Return the results that values with their bounds decide."""
    high, low = found.value
    high = np.where(np.isfinite(high), high, 0.0)
    field = np.abs(high).view(np.int64)
    # A value just inside a power of two has the ulp of the binade below.
    inward = ((low < 0) != (high < 0)) & (low != 0)
    field = ((field - inward) >> 52) - 1023
    exponent = np.clip(field, fmt.emin, fmt.emax) - fmt.fraction_bits
    inverse = ((1023 - np.maximum(exponent, -1010)) << 52).view(np.float64)
    unit = ((1023 + np.maximum(exponent, -1010)) << 52).view(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        units = high * inverse
        kept = np.rint(units)
        residual = (units - kept) + low * inverse
        margin = found.error * inverse * (1 + ROUNDED) + np.abs(residual) * ROUNDED
        size = np.abs(residual)
        # A number that is exact is one word, and rounded as it is.
        exact = (found.error == 0) & (low == 0)
        margin = np.where(exact, 0.0, margin)
        known = (exact | ((size > margin) & (size < 0.5 - margin))) & (np.abs(high) > LEAST)
    number = kept * unit
    known &= np.abs(number) <= _largest(fmt)
    vanished = (found.side != 0) if fmt.quantum > -600 else np.zeros(high.shape, dtype=bool)
    if vanished.any():
        number = np.where(vanished, np.copysign(0.0, found.side), number)
        residual = np.where(vanished, found.side * SLIGHTEST, residual)
        margin = np.where(vanished, FAR, margin)
        exponent = np.where(vanished, fmt.quantum, exponent)
        known |= vanished
    flags = np.where(np.abs(number) < 2.0**fmt.emin, np.uint16(Flag.SUBNORMAL), np.uint16(0))
    flags = np.where(number == 0, np.uint16(Flag.SUBNORMAL | Flag.UNDERFLOW), flags)
    flags = np.where(exact & (residual == 0), flags | np.uint16(Flag.EXACT), flags)
    flags = np.where(exact & (size == 0.5), flags | np.uint16(Flag.TIE), flags)
    if found.zero is not None:
        number, residual, margin = (np.where(found.zero, 0.0, each) for each in (number, residual, margin))
        flags = np.where(found.zero, np.uint16(Flag.EXACT | Flag.ZERO_SIGN_OPEN), flags)
        exponent = np.where(found.zero, fmt.quantum, exponent)
        known |= found.zero
    terms = ErrorTerms(exponent.astype(np.int32), np.where(known, residual, 0.0), np.where(known, margin, 0.0))
    bits = _encodings(number, fmt)
    return Decided(bits, bits, bits, flags.astype(np.uint16), terms, known)


def _largest(fmt: Format) -> float:
    _, significand, exponent = fmt.parts(fmt.max_bits)
    return float(np.ldexp(float(significand), exponent))


def _encodings(numbers: Floats, fmt: Format) -> Bits:
    """Return the encodings of numbers of a format, exactly; of others anything."""
    with np.errstate(all="ignore"):
        if fmt.name == "float64":
            return numbers.view(np.uint64)
        if fmt.name in ("float32", "float16"):
            return numbers.astype(fmt.name).view(bits_dtype(fmt))
        if fmt.name == "bfloat16":
            return (numbers.astype(np.float32).view(np.uint32) >> np.uint32(16)).astype(np.uint16)
        return encode(numbers, fmt)
