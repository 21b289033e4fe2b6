"""A table of correctly rounded values in memory; NumPy alone, so that a judge needs no prover."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.input_space import LINE, Capability, InputSpace, cases
from symact.definition.quantity import Quantity
from symact.display import Shown
from symact.formats.arrays import Bits, to_float64, to_floats
from symact.formats.fixed import FixedFormat, table_format
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.entries import ErrorTerms, Extent, residual


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


# Rows are equal where they are the same: arrays have no one answer to ==.
@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Correctly rounded values of a quantity at some inputs, one row an input; whose they are is for a `Table` to say.

    A function of one number has inputs and results of shape (n,). Else a row is the inputs of a function of
    k numbers, x and after it the vector of a JVP or VJP, and a result may have entries too: every column of
    results, the flags and the values behind them are per entry.

    Args:
        format_name: the format of inputs and results.
        quantity: what of the function is tabled.
        x_bits: encodings of the inputs, shape (n,) or (n, k).
        y_bits: encodings of the results, shape (n,) or (n, m), correctly rounded (nearest, ties to even). At a
            kink the element of least magnitude of the Clarke interval, at a jump the function's own value.
        y_lo_bits, y_hi_bits: at kinks and jumps the rounded ends of the interval between the
            one-sided values; equal to y_bits elsewhere.
        flags: `Flag` values, uint16, in the shape of y_bits.
        wide: per entry, row by row, the value behind y_bits rounded to odd at 128 bits, or None where y_bits is
            no number's rounding (NaN, limits at infinity that are infinite); perhaps a `LazyColumn`.
        errors: the terms of errors, where they are known otherwise than from `wide`.
        whole: the whole function's extent, where the rows are a part that does not show it.
    """

    format_name: str
    quantity: Quantity
    x_bits: Bits
    y_bits: Bits
    y_lo_bits: Bits
    y_hi_bits: Bits
    flags: npt.NDArray[np.uint16]
    wide: Sequence[RoundToOdd | None]
    errors: ErrorTerms | None = None
    whole: Extent | None = None

    def __len__(self) -> int:
        return len(self.x_bits)

    @property
    def order(self) -> int:
        """The derivative's order; raises SymactError where the quantity is a JVP or VJP."""
        return self.quantity.order

    @property
    def quantity_label(self) -> str:
        """What of the function is tabled, in one or two words: "order 1", "vjp"."""
        given = self.quantity.to_json()
        return f"order {given}" if isinstance(given, int) else given

    @property
    def space(self) -> InputSpace:
        """What can be done with the inputs."""
        return cases("several numbers") if self.in_shape else LINE

    @property
    def in_shape(self) -> tuple[int, ...]:
        """The shape of one row's inputs, () for a function of one number."""
        return self.x_bits.shape[1:]

    @property
    def out_shape(self) -> tuple[int, ...]:
        """The shape of one row's results, () for one number."""
        return self.y_bits.shape[1:]

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return table_format(self.format_name)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the rows as numbers, of a function of one number."""
        self.space.need(Capability.ORDER, "the table", "take x and y, whose rows are inputs and results")
        encodings = (self.x_bits, self.y_bits, self.y_lo_bits, self.y_hi_bits)
        numbers = zip(*(to_float64(bits, self.format).tolist() for bits in encodings), strict=True)
        for (x, y, low, high), wide, flags in zip(numbers, self.wide, self.flags.tolist(), strict=True):
            yield Entry(x, y, low, high, None if wide is None else wide.interval(), Flag(flags))

    @property
    def x(self) -> npt.NDArray[Any]:
        """The inputs as numbers, in the format's dtype of NumPy or ml_dtypes; of fixed point in float64."""
        return self._numbers(self.x_bits)

    @property
    def y(self) -> npt.NDArray[Any]:
        """The correctly rounded results as numbers, in their shape, dtype as that of x."""
        return self._numbers(self.y_bits)

    def _numbers(self, bits: Bits) -> npt.NDArray[Any]:
        fmt = self.format
        return to_float64(bits, fmt) if isinstance(fmt, FixedFormat) else to_floats(bits, fmt)

    @property
    def exhaustive(self) -> bool:
        """Whether the inputs are all encodings of the format in order."""
        count = len(self.x_bits)
        every = not self.in_shape and count == 1 << self.format.width
        return every and bool((self.x_bits == np.arange(count)).all())

    def has(self, flag: Flag) -> npt.NDArray[np.bool_]:
        """Return which rows carry any of the flags."""
        return np.asarray((self.flags & np.uint16(flag)) != 0)

    @cached_property
    def ends(self) -> tuple[float, float] | None:
        """The interval of all correctly rounded results; None unless the table is exhaustive and it has ends."""
        fmt = self.format
        if self.whole:
            return self.whole.ends
        if not self.exhaustive or (self.has(Flag.OVERFLOW).any() and not fmt.has_infinity):
            return None
        found = np.concatenate([to_float64(bits, fmt) for bits in (self.y_lo_bits, self.y_hi_bits)])
        found = found[~np.isnan(found)]
        return (float(found.min()), float(found.max())) if len(found) else None

    @cached_property
    def at_zeros(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The ends of the intervals of results at +0 and at -0; NaN where the table has no such row."""
        if self.whole:
            return self.whole.at_zeros
        fmt, found = self.format, []
        for zero in (0, fmt.sign_bit):
            rows = np.flatnonzero(self.x_bits == zero)
            ends = [int(bits[rows[0]]) if len(rows) else fmt.nan_bits for bits in (self.y_lo_bits, self.y_hi_bits)]
            found.append((ends[0], ends[1]))
        return found[0], found[1]

    @cached_property
    def outermost(self) -> tuple[float, float]:
        """The results at the outermost inputs x <= -1 and x >= 1 (infinities, if there are any); NaN without one."""
        if self.whole:
            return self.whole.outermost
        self.space.need(Capability.ORDER, "the table", "take x and y, whose rows are inputs and results")
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
        """Exponent e per entry, ulp(exact value) = 2^e (the format's quantum where there is no value)."""
        if self.errors:
            return self.errors.exponent
        fmt = self.format
        values = (fmt.quantum if w is None else fmt.ulp_exponent(w) for w in self.wide)
        return np.fromiter(values, dtype=np.int32, count=len(self.wide)).reshape(self.y_bits.shape)

    @cached_property
    def residual(self) -> npt.NDArray[np.float64]:
        """(exact value - y_bits' number) / ulp(exact value) per entry, in ulp; 0 where y_bits is no number.

        Together with y_bits this gives the fractional error of any candidate in float64 without
        losing what rounding cut off.
        """
        if self.errors:
            return self.errors.residual
        fmt = self.format
        pairs = zip(self.y_bits.reshape(-1).tolist(), self.wide, strict=True)
        found = np.fromiter((residual(fmt, y, w) for y, w in pairs), dtype=np.float64, count=len(self.wide))
        return found.reshape(self.y_bits.shape)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Table(Shown, Rows):
    """Rows with their identity: of which function they are, and by what they were computed.

    Args:
        name: the activation.
        params: parameter values as exact text.
        definition_hash: SHA-256 of the definition.
        engines: versions of what computed the values.
    """

    name: str
    params: dict[str, str]
    definition_hash: str
    engines: dict[str, str]

    def __repr__(self) -> str:
        params = "".join(f", {key}={value}" for key, value in self.params.items())
        return f"<Table of {self.name}{params}, {self.format_name}, {self.quantity_label}: {len(self)} rows>"
