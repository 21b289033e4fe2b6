"""Errors in ulp from float64 values with bounds, in place of the exact values behind rows; NumPy alone."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, magnitudes, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import spacing_exponent
from symact.reference.entries import SLIGHTEST, ErrorTerms
from symact.reference.sweep.before_rounding import Trace
from symact.reference.table import Flag

ROUNDED = 2.0**-50
"""Relative error of an error in ulp that is computed in float64 from a value in float64."""


NEGLIGIBLE = 2.0**-80
"""A bound, in ulp, too small to show in an error's float64."""

RESIDUAL_ROUNDED = 2.0**-49
"""Error, ulp, of a residual's distance from 0 or a half in float64."""


class Values(NamedTuple):
    """The values behind some rows of a sweep.

    Args:
        value: float64; NaN where there is none.
        exponent: e with ulp(exact value) = 2^e, int64.
        margin: bound of |exact - value|, ulp; 0 where it cannot show.
        sure: whether the exponent is that of the exact value.
        nonzero: whether the exact value is known not to be 0.
        exact: whether the value is the exact one.
        beside: 1 or -1 where the exact value is known to be greater or less than the value, never equal; else 0.
        without: the flags of a row without a value, as in `Span`; -1 of others.
    """

    value: Floats
    exponent: npt.NDArray[np.int64]
    margin: Floats
    sure: Mask
    nonzero: Mask
    exact: Mask
    beside: npt.NDArray[np.int64]
    without: npt.NDArray[np.int64]


class Bounds:
    """The bounds of a sweep's values, by row."""

    def __init__(self, trace: Trace, fmt: Format) -> None:
        spans = trace.ordered()
        self.spans, self._trace, self._format = spans, trace, fmt
        self._starts = np.array([s.start for s in spans], dtype=np.int64)
        self._absolute = np.array([s.absolute for s in spans])
        self._relative = np.array([s.relative for s in spans])
        self._strict = np.array([s.strict for s in spans], dtype=bool)
        self._beside = np.array([s.beside for s in spans], dtype=np.int64)
        self._without = np.array([-1 if s.without is None else s.without for s in spans], dtype=np.int64)

    # A bound that overflows is none: such a row is undecided.
    @np.errstate(over="ignore")
    def of(self, rows: npt.NDArray[np.int64]) -> Values:
        """Return the values of rows in ascending order."""
        fmt = self._format
        ends = np.append(np.searchsorted(rows, self._starts), len(rows))
        counts = np.diff(ends)
        used = np.flatnonzero(counts)
        value = self._value(rows, used, ends)

        def spread(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return column[used] if len(used) == 1 else np.repeat(column, counts)

        size = np.abs(value)
        # Most calls have rows of one span, and its columns one entry: what is 0 there takes no pass.
        width, relative = spread(self._absolute), spread(self._relative)
        if relative.any():
            width = width + size * relative
        strict, beside = spread(self._strict), spread(self._beside)
        inward = outward = np.zeros(1, dtype=bool)
        inner = size
        if beside.any():
            inward, outward = beside * np.sign(value) < 0, beside * np.sign(value) > 0
            # A value just inside a power of two has the ulp of the binade below.
            inner = np.where(inward, np.nextafter(size, 0.0), size)
        exponent = spacing_exponent(inner, fmt)
        scale = inverse(exponent)
        margin = width * scale
        margin *= 1 + ROUNDED
        sure = self._inside(size * scale, margin, exponent, inward, outward) | (width == 0)
        margin[margin < NEGLIGIBLE] = 0.0
        exact = np.zeros(len(value), dtype=bool)
        if not width.all():
            exact |= (width == 0) & ~np.isnan(value)
        if strict.any():
            # What vanished lies on the side of zero that the zero's sign shows.
            beside = np.where(strict & (value == 0), np.copysign(1.0, value).astype(np.int64), beside)
        else:
            beside = np.broadcast_to(beside, value.shape)
        without = np.broadcast_to(spread(self._without), value.shape)
        lost = without >= 0
        if lost.any():
            exponent[lost], margin[lost] = fmt.quantum, 0.0
        return Values(value, exponent, margin, sure, strict | (size > width), exact, beside, without)

    def lines(self, rows: npt.NDArray[np.int64]) -> Floats | None:
        """Return a, b, d and the side of `Span.line`, shape (4, n), for rows in ascending order; None for none.

        Rows without a line have NaN for a.
        """
        if not any(span.line for span in self.spans):
            return None
        found = np.array([span.line or (np.nan, 0, 1, 0) for span in self.spans], dtype=np.float64)
        return np.asarray(found[np.searchsorted(self._starts, rows, side="right") - 1].T)

    def _value(self, rows: npt.NDArray[np.int64], used: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Floats:
        """Return the values of rows, from the spans that have some of them."""
        if len(used) == 1:
            return self._trace.of(self.spans[used[0]], rows)
        value = self._trace.held[rows]
        for k in used.tolist():
            if self.spans[k].values is not None:
                value[ends[k] : ends[k + 1]] = self._trace.of(self.spans[k], rows[ends[k] : ends[k + 1]])
        return value

    def _inside(
        self, units: Floats, margin: Floats, exponent: npt.NDArray[np.int64], inward: Mask, outward: Mask
    ) -> Mask:
        """Return which exact values lie in the binade of that exponent, decided in units of its ulp."""
        fmt = self._format
        # Twice the bound is added, which float64's own rounding of the sum cannot make less than once.
        reach = 2 * np.maximum(margin, 2.0 ** (fmt.precision - 50))
        above = (units - reach >= 2.0**fmt.fraction_bits) | (exponent == fmt.quantum) | outward
        below = (units + reach < 2.0**fmt.precision) | (exponent == fmt.emax - fmt.fraction_bits) | inward
        return np.asarray(above & below)


def inverse(exponent: npt.NDArray[np.int64]) -> Floats:
    """Return 2^-e as float64, for exponents of a format of at most 32 bits."""
    return ((1023 - exponent) << 52).view(np.float64)


def residuals(values: Values, y_bits: Bits, fmt: Format) -> ErrorTerms:
    """Return the terms of the error, as far as the values give them."""
    y = to_float64(y_bits, fmt)
    with np.errstate(invalid="ignore", over="ignore"):
        residual = (values.value - y) * inverse(values.exponent)
    # The side of the exact value shows in the sign, however near it is.
    residual = np.where((residual == 0) & (values.beside != 0), values.beside * SLIGHTEST, residual)
    found = np.where(np.isfinite(residual), residual, 0.0)
    return ErrorTerms(values.exponent.astype(np.int32), found, values.margin)


def result_flags(y_bits: Bits, values: Values, fmt: Format) -> npt.NDArray[np.uint16]:
    """Return the flags that follow from a result at a finite input that is no breakpoint.

    A zero that is not known to stand for something else counts as exact.
    """
    magnitude = magnitudes(y_bits, fmt)
    flags = np.zeros(len(y_bits), dtype=np.uint16)
    small = magnitude < fmt.min_normal_bits
    if small.any():
        zero = magnitude == 0
        flags[small & ~zero] |= np.uint16(Flag.SUBNORMAL)
        flags[zero & values.nonzero] |= np.uint16(Flag.SUBNORMAL | Flag.UNDERFLOW)
        flags[zero & ~values.nonzero] |= np.uint16(Flag.EXACT | Flag.ZERO_SIGN_OPEN)
    flags[magnitude > fmt.max_bits] |= np.uint16(Flag.OVERFLOW)
    known = values.without >= 0
    if known.any():
        flags[known] = values.without[known]
    return flags


def table_flags(y_bits: Bits, values: Values, known: ErrorTerms, fmt: Format) -> npt.NDArray[np.uint16]:
    """Return `result_flags` with exact values and ties told apart, for rows that `unsettled` does not name."""
    flags = result_flags(y_bits, values, fmt)
    finite = values.exact & ((flags & np.uint16(Flag.OVERFLOW)) == 0)
    flags[finite & (known.residual == 0)] |= np.uint16(Flag.EXACT)
    flags[finite & (np.abs(known.residual) == 0.5)] |= np.uint16(Flag.TIE)
    return flags


def unsettled(y_bits: Bits, values: Values, known: ErrorTerms, fmt: Format, blurred: float) -> Mask:
    """Return which rows bounds do not settle: what may be exact or a tie, and residuals less certain than `blurred`."""
    overflow = magnitudes(y_bits, fmt) > fmt.max_bits
    off = np.abs(known.residual)
    near = np.minimum(off, np.abs(off - 0.5)) <= values.margin + RESIDUAL_ROUNDED
    settled = values.exact | (values.beside != 0) & ((off <= SLIGHTEST) | (off == 0.5))
    # A result of 0 is not the exact value if that is not 0, nor halfway to the next number if it is far below.
    vanished = (to_float64(y_bits, fmt) == 0) & values.nonzero & (off + values.margin < 0.25)
    unknown = near & ~settled & ~overflow & ~vanished | ~values.sure | np.isnan(values.value)
    unknown |= (values.margin > blurred) & ~vanished
    return np.asarray(unknown & (values.without < 0))
