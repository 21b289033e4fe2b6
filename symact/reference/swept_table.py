"""Exhaustive tables of narrow formats by the sweep; 128-bit values only when they are asked for.

The pointwise way, `symact.reference.rows.build_table`, gives the same table bit for bit, and takes longer.
What the sweep cannot prove (a value that may be exact, a tie, a breakpoint, a special input) is evaluated
of the reference row by row.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.input_space import Capability
from symact.formats.arrays import Bits, Mask, all_bits, is_infinite, is_nan
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.entries import ErrorTerms, LazyColumn, residual
from symact.reference.row import Row
from symact.reference.rows import Progress, Reference
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.error_bounds import Bounds, Values, residuals, table_flags, unsettled
from symact.reference.table import Flag, Table
from symact.system.arithmetic import default_arithmetic

BLURRED = 2.0**-32
"""Bound of a residual's error, ulp, beyond which the reference evaluates the value."""


class ValuesBehind:
    """The values behind the rows of a table, computed and kept when they are asked for.

    Args:
        reference: computes them.
        x_bits: the inputs.
        y_bits: the results; every value must round to its own.
        known: rows that have been computed already.
    """

    def __init__(self, reference: Reference, x_bits: Bits, y_bits: Bits, known: dict[int, Row]) -> None:
        self._reference, self._x_bits, self._y_bits, self._known = reference, x_bits, y_bits, known

    def value(self, row: int) -> RoundToOdd | None:
        """Return the value behind a row, None where there is no number."""
        found = self._known.get(row)
        if found is None:
            found = self._known[row] = self._reference.row(int(self._x_bits[row]))
            # Two ways to the same number: one must never be believed against the other.
            if found.y != int(self._y_bits[row]):
                fmt = self._reference.format
                raise AssertionError(
                    f"sweep and pointwise evaluation disagree at {fmt.hex(int(self._x_bits[row]))} of {fmt.name}"
                )
        return found.wide


def sharpened(table: Table, places: npt.NDArray[np.intp]) -> Table:
    """Return a swept table with the residuals of some rows replaced by those of the exact values."""
    assert table.errors is not None
    terms = ErrorTerms(table.errors.exponent, table.errors.residual.copy(), table.errors.margin.copy())
    for place in places.tolist():
        terms.residual[place] = residual(table.format, int(table.y_bits[place]), table.wide[place])
        terms.margin[place] = 0.0
    return replace(table, errors=terms)


@default_arithmetic()
def swept_table(bound: Bound, fmt: Format, order: int, progress: Progress | None = None) -> Table:
    """Return the table of all encodings of a format of at most 16 bits; its errors come from the sweep's float64.

    Raises:
        SymactError: the order does not exist, or the expression has no enclosure.
        UndecidedError: a value could not be decided; the message names it.
    """
    bound.space().need(Capability.SWEEP, bound.activation.name)
    sweep = Sweep(bound, fmt, order)
    reference, x_bits = sweep.reference, all_bits(fmt)
    trace = Trace(len(x_bits))
    y = sweep.bits(0, len(x_bits), trace)
    values = Bounds(trace, fmt).of(np.arange(len(x_bits)))
    known = residuals(values, y, fmt)
    flags = table_flags(y, values, known, fmt)
    flags[is_nan(x_bits, fmt)] = Flag.NAN_INPUT | (Flag.OPEN if order else 0)
    evaluated = np.flatnonzero(_undecided(sweep, x_bits, y, values, known))
    if progress:
        progress(len(x_bits) - len(evaluated))
    rows = trace.rows
    for place in evaluated.tolist():
        if place not in rows:
            rows[place] = reference.row(place)
        if progress:
            progress(1)
    return completed(reference, x_bits, y, flags, known, evaluated, rows)


def completed(
    reference: Reference,
    x_bits: Bits,
    y: Bits,
    flags: npt.NDArray[np.uint16],
    errors: ErrorTerms,
    evaluated: npt.NDArray[np.intp],
    rows: dict[int, Row],
) -> Table:
    """Return a table of approximate results with the rows put in that the reference decided.

    Args:
        reference: of the function.
        x_bits, y, flags, errors: of all rows; changed in place.
        evaluated: places of the rows that the reference decided.
        rows: those rows by place, and perhaps others.
    """
    exact = reference.table(x_bits[evaluated], [rows[place] for place in evaluated.tolist()])
    y[evaluated], flags[evaluated] = exact.y_bits, exact.flags
    low, high = y.copy(), y.copy()
    low[evaluated], high[evaluated] = exact.y_lo_bits, exact.y_hi_bits
    errors.exponent[evaluated], errors.residual[evaluated], errors.margin[evaluated] = (
        exact.ulp_exponent,
        exact.residual,
        0.0,
    )
    return Table(
        **reference.about(),
        x_bits=x_bits,
        y_bits=y,
        y_lo_bits=low,
        y_hi_bits=high,
        flags=flags,
        wide=LazyColumn(len(y), ValuesBehind(reference, x_bits, y, rows).value),
        errors=errors,
    )


def _undecided(sweep: Sweep, x_bits: Bits, y: Bits, values: Values, known: ErrorTerms) -> Mask:
    """Return which rows the reference decides: special inputs, breakpoints, and what may be exact or a tie."""
    fmt = sweep.format
    special = is_infinite(x_bits, fmt) | np.isin(x_bits, [0, fmt.sign_bit, *sweep.breakpoints])
    return np.asarray(special | unsettled(y, values, known, fmt, BLURRED) & ~is_nan(x_bits, fmt))
