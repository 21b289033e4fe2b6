"""A table of correctly rounded values in memory; NumPy alone, so that a judge needs no prover."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.display import Shown
from symact.formats.arrays import Bits, to_float64, to_floats
from symact.formats.fixed import FixedFormat, table_format
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd


class Flag(enum.IntFlag):
    """What a reader must know of a row; docs/table-format.md explains each."""

    EXACT = 1
    """The result is the exact value, nothing was rounded."""
    TIE = 2
    """The exact value lies halfway between two numbers of the format."""
    SUBNORMAL = 4
    """The result is subnormal, or zero although the exact value is not."""
    UNDERFLOW = 8
    """The exact value is nonzero and rounds to zero."""
    OVERFLOW = 16
    """The exact value is finite and rounds beyond the largest finite number."""
    KINK = 32
    """The one-sided derivatives differ; any value of the Clarke interval is a derivative in its sense."""
    JUMP = 64
    """The function itself is discontinuous here."""
    NAN_INPUT = 128
    """The input is NaN."""
    INFINITE_INPUT = 256
    """The input is infinite; the result is the mathematical limit."""
    ZERO_SIGN_OPEN = 512
    """The exact value is zero and no rule decides the zero's sign."""
    OPEN = 1024
    """Nothing is required of the result (no limit exists, or the derivative at NaN)."""


class Entry(NamedTuple):
    """One row of a table as numbers.

    Args:
        x: the input; a float holds every number of every format exactly.
        y: the result, correctly rounded.
        low, high: the ends of the interval of right results at kinks and jumps; y elsewhere.
        exact: a closed interval of rationals that holds the value before rounding, one point where it is known
            exactly, else 2^-126 of it wide at most; None where there is no value (NaN, infinite limits).
        flags: what a reader must know of the row.
    """

    x: float
    y: float
    low: float
    high: float
    exact: tuple[Fraction, Fraction] | None
    flags: Flag


@dataclass(frozen=True, repr=False)
class Table(Shown):
    """Correctly rounded values of one derivative of one bound activation in one format.

    Args:
        name: the activation.
        format_name: the format of inputs and results.
        order: 0 for the function, 1 and 2 for its derivatives.
        params: parameter values as exact text.
        definition_hash: SHA-256 of the definition.
        engines: versions of what computed the values.
        x_bits: encodings of the inputs, shape (n,).
        y_bits: encodings of the results, shape (n,), correctly rounded (nearest, ties to even). At a
            kink the element of least magnitude of the Clarke interval, at a jump the function's own value.
        y_lo_bits, y_hi_bits: at kinks and jumps the rounded ends of the interval between the
            one-sided values; equal to y_bits elsewhere.
        flags: `Flag` values, uint16, shape (n,).
        wide: per row the value behind y_bits rounded to odd at 128 bits, or None where y_bits is no number's
            rounding (NaN, limits at infinity that are infinite).
    """

    name: str
    format_name: str
    order: int
    params: dict[str, str]
    definition_hash: str
    engines: dict[str, str]
    x_bits: Bits
    y_bits: Bits
    y_lo_bits: Bits
    y_hi_bits: Bits
    flags: npt.NDArray[np.uint16]
    wide: tuple[RoundToOdd | None, ...]

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return table_format(self.format_name)

    def __len__(self) -> int:
        return len(self.x_bits)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the rows as numbers."""
        encodings = (self.x_bits, self.y_bits, self.y_lo_bits, self.y_hi_bits)
        numbers = zip(*(to_float64(bits, self.format).tolist() for bits in encodings), strict=True)
        for (x, y, low, high), wide, flags in zip(numbers, self.wide, self.flags.tolist(), strict=True):
            yield Entry(x, y, low, high, None if wide is None else wide.interval(), Flag(flags))

    def __repr__(self) -> str:
        params = "".join(f", {key}={value}" for key, value in self.params.items())
        return f"<Table of {self.name}{params}, {self.format_name}, order {self.order}: {len(self)} rows>"

    @property
    def x(self) -> npt.NDArray[Any]:
        """The inputs as numbers, shape (n,), in the format's dtype of NumPy or ml_dtypes; of fixed point in float64."""
        return self._numbers(self.x_bits)

    @property
    def y(self) -> npt.NDArray[Any]:
        """The correctly rounded results as numbers, shape (n,), dtype as that of x."""
        return self._numbers(self.y_bits)

    def _numbers(self, bits: Bits) -> npt.NDArray[Any]:
        fmt = self.format
        return to_float64(bits, fmt) if isinstance(fmt, FixedFormat) else to_floats(bits, fmt)

    @property
    def exhaustive(self) -> bool:
        """Whether the inputs are all encodings of the format in order."""
        count = len(self.x_bits)
        return count == 1 << self.format.width and bool((self.x_bits == np.arange(count)).all())

    def has(self, flag: Flag) -> npt.NDArray[np.bool_]:
        """Return which rows carry any of the flags."""
        return np.asarray((self.flags & np.uint16(flag)) != 0)

    @cached_property
    def ends(self) -> tuple[float, float] | None:
        """The interval of all correctly rounded results; None unless the table is exhaustive and it has ends."""
        fmt = self.format
        if not self.exhaustive or (self.has(Flag.OVERFLOW).any() and not fmt.has_infinity):
            return None
        found = np.concatenate([to_float64(bits, fmt) for bits in (self.y_lo_bits, self.y_hi_bits)])
        found = found[~np.isnan(found)]
        return (float(found.min()), float(found.max())) if len(found) else None

    @cached_property
    def at_zeros(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The ends of the intervals of results at +0 and at -0; NaN where the table has no such row."""
        fmt, found = self.format, []
        for zero in (0, fmt.sign_bit):
            rows = np.flatnonzero(self.x_bits == zero)
            ends = [int(bits[rows[0]]) if len(rows) else fmt.nan_bits for bits in (self.y_lo_bits, self.y_hi_bits)]
            found.append((ends[0], ends[1]))
        return found[0], found[1]

    @cached_property
    def outermost(self) -> tuple[float, float]:
        """The results at the outermost inputs x <= -1 and x >= 1 (infinities, if there are any); NaN without one."""
        fmt = self.format
        x = to_float64(self.x_bits, fmt)
        found = []
        for side in (x <= -1, x >= 1):
            rows = np.flatnonzero(side)
            row = rows[np.argmax(np.abs(x[rows]))] if len(rows) else None
            found.append(np.nan if row is None else float(to_float64(self.y_bits[[row]], fmt)[0]))
        return found[0], found[1]

    @cached_property
    def ulp_exponent(self) -> npt.NDArray[np.int32]:
        """Exponent e per row, ulp(exact value) = 2^e (the format's quantum where there is no value)."""
        fmt = self.format
        values = (fmt.quantum if w is None else fmt.ulp_exponent(w) for w in self.wide)
        return np.fromiter(values, dtype=np.int32, count=len(self.wide))

    @cached_property
    def residual(self) -> npt.NDArray[np.float64]:
        """(exact value - y_bits' number) / ulp(exact value) per row, in ulp; 0 where y_bits is no number.

        Together with y_bits this gives the fractional error of any candidate in float64 without
        losing what rounding cut off.
        """
        fmt = self.format
        return np.fromiter(
            (residual(fmt, int(y), w) for y, w in zip(self.y_bits, self.wide, strict=True)),
            dtype=np.float64,
            count=len(self.wide),
        )


def residual(fmt: Format, bits: int, wide: RoundToOdd | None) -> float:
    """Return what rounding cut off, (exact value - number)/ulp(exact value); 0 where the encoding is no number."""
    if wide is None or not fmt.is_finite(bits):
        return 0.0
    negative, significand, exponent = fmt.parts(bits)
    unit = fmt.ulp_exponent(wide)
    low = min(exponent, wide.exponent, unit)
    if wide.exponent < unit - 4096:
        return 0.0
    exact = (-wide.significand if wide.negative else wide.significand) << (wide.exponent - low)
    got = (-significand if negative else significand) << (exponent - low)
    return (exact - got) / (1 << (unit - low))
