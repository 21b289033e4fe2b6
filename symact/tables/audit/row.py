"""One row of a table against its recomputation: what is wrong with it, in one phrase."""

from fractions import Fraction

import sympy
from sympy import oo

from symact.formats.fixed import FixedFormat
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag, Table
from symact.tables.audit.recompute import PRECISIONS, ZERO, Recomputation, UnreachableError, Value

BESIDE_INFINITY, BESIDE_ZERO = (32, 0), (1, -20)
"""(significand, exponent) of where a sign is read off: 32 and 2^-20."""


def check_row(work: Recomputation, table: Table, row: int) -> str | None:
    """Return what is wrong with a row of a table, or None.

    Raises:
        UnreachableError: mpmath cannot say.
    """
    for precision in PRECISIONS[:-1]:
        work.least, work.sure = precision, True
        fault = _fault(work, table, row)
        if fault is None or work.sure:
            return fault
    raise UnreachableError


def _fault(work: Recomputation, table: Table, row: int) -> str | None:
    fmt = work.format
    bits, y = int(table.x_bits[row]), int(table.y_bits[row])
    low, high = int(table.y_lo_bits[row]), int(table.y_hi_bits[row])
    if fmt.is_finite(bits):
        index, at_end = work.index(fmt.to_fraction(bits))
        if at_end and work.broken(index):
            return _check_kink(work, table, row, index)
    if table.flags[row] & (Flag.KINK | Flag.JUMP) or not low == high == y:
        return "a kink or jump is claimed where both sides agree"
    if fmt.is_nan(bits):
        return None if fmt.is_nan(y) else f"y_bits={fmt.hex(y)}, but NaN gives NaN"
    if fmt.is_infinite(bits):
        return _check_infinity(work, table, row)
    if table.wide[row] is None and fmt.is_nan(y) and work.has_no_value(index, bits):
        return None
    value = work.value(index, bits)
    return _check_value(work, table, row, value) or _check_zero(work, table, row, value, index, at_end)


def _check_value(work: Recomputation, table: Table, row: int, found: Value) -> str | None:
    return fault_of_value(work.format, table.wide[row], int(table.y_bits[row]), found)


def fault_of_value(fmt: Format, wide: RoundToOdd | None, y: int, found: Value) -> str | None:
    """Return what is wrong with a value rounded to odd and with its rounding, or None."""
    if wide is None:
        return "y_odd is missing"
    slack = found.error + (0 if wide.exact else Fraction(2) ** wide.exponent)
    if abs(wide.to_fraction() - found.value) > slack or (found.value and wide.negative != (found.value < 0)):
        return f"y_odd={wide.to_text()}, recomputed {fmt.hex(fmt.from_fraction(found.value))} as rounded"
    # What is left decides y_bits too: within a unit of an inexact y_odd lies no rounding boundary.
    if fmt.round(wide) != y:
        return f"y_bits={fmt.hex(y)} is not y_odd={wide.to_text()} rounded"
    return None


def _check_zero(work: Recomputation, table: Table, row: int, found: Value, index: int, at_end: bool) -> str | None:
    """Check the sign of an exact zero: at x = +-0 that of the approach, elsewhere + and open."""
    fmt, bits, y = work.format, int(table.x_bits[row]), int(table.y_bits[row])
    if found.value or isinstance(fmt, FixedFormat):
        return None
    negative, sign = fmt.is_negative(bits), 0
    if bits & ~fmt.sign_bit == 0:
        sign = work.sign(index + (at_end and not negative), BESIDE_ZERO, negative)
    open_flag = bool(table.flags[row] & Flag.ZERO_SIGN_OPEN)
    if open_flag != (sign == 0) or fmt.is_negative(y) != (sign < 0):
        return f"y_bits={fmt.hex(y)}, but the zero's sign is {('-', 'open', '+')[sign + 1]}"
    return None


def _check_kink(work: Recomputation, table: Table, row: int, index: int) -> str | None:
    fmt, bits = work.format, int(table.x_bits[row])
    if not table.flags[row] & (Flag.KINK | Flag.JUMP):
        return "the one-sided values differ, but no flag says so"
    sides = work.value(index, bits), work.value(index + 1, bits)
    low, high = sorted(sides, key=lambda side: side.value)
    for name, array, side in (("y_lo_bits", table.y_lo_bits, low), ("y_hi_bits", table.y_hi_bits, high)):
        if int(array[row]) not in side.encodings(fmt):
            return f"{name}={fmt.hex(int(array[row]))}, recomputed {fmt.hex(fmt.from_fraction(side.value))}"
    if work.order == 0:
        return _check_value(work, table, row, sides[work.owner(index) - index])
    if low.value <= 0 <= high.value:
        return _check_value(work, table, row, ZERO)
    return _check_value(work, table, row, min(sides, key=lambda side: abs(side.value)))


def _check_infinity(work: Recomputation, table: Table, row: int) -> str | None:
    fmt, y = work.format, int(table.y_bits[row])
    negative = fmt.is_negative(int(table.x_bits[row]))
    limit = work.limit(negative)
    if limit is None:
        expected = fmt.nan_bits
    elif limit in (oo, -oo):
        expected = fmt.overflow_bits | (fmt.sign_bit if limit is -oo else 0)
    elif limit.is_zero:
        open_sign = table.flags[row] & Flag.ZERO_SIGN_OPEN
        sign = 0 if open_sign else work.sign(0 if negative else -1, BESIDE_INFINITY, negative)
        expected = fmt.sign_bit if sign < 0 else 0
    else:
        expected = fmt.from_fraction(Fraction(str(sympy.N(limit, 400))))
    if y == expected:
        return None
    if limit is not None and limit.is_finite and not work.is_near(limit, negative):
        raise UnreachableError
    return f"y_bits={fmt.hex(y)}, but the limit {limit} gives {fmt.hex(expected)}"
