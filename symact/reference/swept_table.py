"""Exhaustive tables of narrow formats by the sweep; 128-bit values only when they are asked for.

The pointwise way, `symact.reference.rows.build_table`, gives the same table bit for bit, and takes longer.
What the sweep cannot prove (a value that may be exact, a tie, a breakpoint, a special input) is asked
of the reference row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, Mask, all_bits, is_infinite, is_nan, magnitudes, to_float64
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.rows import Progress, Reference, Row
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.error_bounds import SLIGHTEST, Bounds, Residuals, Values, residuals, result_flags
from symact.reference.table import Flag, Table, residual

BLURRED = 2.0**-32
"""Bound of a residual's error, ulp, beyond which the reference is asked for the value."""

ROUNDED = 2.0**-49
"""Error, ulp, of a residual's distance from 0 or a half in float64."""


class LazyRoundToOdd(Sequence[Any]):
    """The values behind the rows of a table, rounded to odd at 128 bits, computed when they are asked for.

    Args:
        reference: computes them.
        y_bits: the results at all encodings in order; every value must round to its own.
        known: rows that have been computed already.
    """

    def __init__(self, reference: Reference, y_bits: Bits, known: dict[int, Row]) -> None:
        self._reference, self._y_bits, self._known = reference, y_bits, known

    def __len__(self) -> int:
        return len(self._y_bits)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self._value(k) for k in range(*index.indices(len(self))))
        row = int(index)
        if not -len(self) <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self._value(row % len(self))

    def _value(self, row: int) -> RoundToOdd | None:
        found = self._known.get(row)
        if found is None:
            found = self._known[row] = self._reference.row(row)
            # Two ways to the same number: one must never be believed against the other.
            if found.y != int(self._y_bits[row]):
                fmt = self._reference.format
                raise AssertionError(f"sweep and pointwise evaluation disagree at {fmt.hex(row)} of {fmt.name}")
        return found.wide


@dataclass(frozen=True)
class SweptTable(Table):
    """A table whose errors come from the sweep's values in float64.

    Args:
        known: replaces `ulp_exponent` and `residual`.
        margin: bound of the residual's error, ulp, shape (n,).
    """

    known: Residuals
    margin: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        # A cached property looks here first.
        self.__dict__.update(ulp_exponent=self.known.exponent, residual=self.known.residual)

    def sharpen(self, rows: npt.NDArray[np.intp]) -> None:
        """Replace the residuals of some rows by those of the exact values."""
        for row in rows.tolist():
            self.known.residual[row] = residual(self.format, int(self.y_bits[row]), self.wide[row])
            self.margin[row] = 0.0


def swept_table(bound: Bound, fmt: Format, order: int, progress: Progress | None = None) -> SweptTable:
    """Return the table of all encodings of a format of at most 16 bits.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives.
        progress: called with the number of rows done since the last call.

    Raises:
        SymactError: the order does not exist, or the expression has no enclosure.
        UndecidedError: a value could not be decided; the message names it.
    """
    sweep = Sweep(bound, fmt, order)
    reference, x_bits = sweep.reference, all_bits(fmt)
    trace = Trace(len(x_bits))
    y = sweep.bits(0, len(x_bits), trace)
    values = Bounds(trace, fmt).of(np.arange(len(x_bits)))
    known = residuals(values, y, fmt)
    flags = _flags(x_bits, y, values, known, fmt, order)
    asked = np.flatnonzero(_asked(sweep, x_bits, y, values, known))
    if progress:
        progress(len(x_bits) - len(asked))
    rows = trace.rows
    for place in asked.tolist():
        if place not in rows:
            rows[place] = reference.row(place)
        if progress:
            progress(1)
    exact = reference.table(x_bits[asked], [rows[place] for place in asked.tolist()])
    y[asked], flags[asked] = exact.y_bits, exact.flags
    low, high = y.copy(), y.copy()
    low[asked], high[asked] = exact.y_lo_bits, exact.y_hi_bits
    known.exponent[asked], known.residual[asked] = exact.ulp_exponent, exact.residual
    values.margin[asked] = 0.0
    return SweptTable(
        **reference.about(),
        x_bits=x_bits,
        y_bits=y,
        y_lo_bits=low,
        y_hi_bits=high,
        flags=flags,
        wide=LazyRoundToOdd(reference, y, rows),  # type: ignore[arg-type]  # a sequence like the tuple
        known=known,
        margin=values.margin,
    )


def _flags(x_bits: Bits, y: Bits, values: Values, known: Residuals, fmt: Format, order: int) -> npt.NDArray[np.uint16]:
    """Return the flags of the rows that the reference is not asked for."""
    flags = result_flags(y, values, fmt)
    finite = values.exact & ((flags & np.uint16(Flag.OVERFLOW)) == 0)
    flags[finite & (known.residual == 0)] |= np.uint16(Flag.EXACT)
    flags[finite & (np.abs(known.residual) == 0.5)] |= np.uint16(Flag.TIE)
    flags[is_nan(x_bits, fmt)] = Flag.NAN_INPUT | (Flag.OPEN if order else 0)
    return flags


def _asked(sweep: Sweep, x_bits: Bits, y: Bits, values: Values, known: Residuals) -> Mask:
    """Return which rows the reference decides: special inputs, breakpoints, and what may be exact or a tie."""
    fmt = sweep.format
    special = is_infinite(x_bits, fmt) | np.isin(x_bits, [0, fmt.sign_bit, *sweep.breakpoints])
    overflow = magnitudes(y, fmt) > fmt.max_bits
    off = np.abs(known.residual)
    near = np.minimum(off, np.abs(off - 0.5)) <= values.margin + ROUNDED
    settled = values.exact | (values.beside != 0) & ((off <= SLIGHTEST) | (off == 0.5))
    # A result of 0 is not the exact value if that is not 0, nor halfway to the next number if it is far below.
    vanished = (to_float64(y, fmt) == 0) & values.nonzero & (off + values.margin < 0.25)
    unknown = near & ~settled & ~overflow & ~vanished | ~values.sure | np.isnan(values.value)
    unknown |= (values.margin > BLURRED) & ~vanished
    return np.asarray(special | unknown & ~is_nan(x_bits, fmt))
