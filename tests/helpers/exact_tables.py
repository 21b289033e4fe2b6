"""Tables of rational functions from exact rationals alone: an oracle that shares no code with the prover."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format, get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag, Table


def softsign(x: Fraction) -> Fraction:
    return x / (1 + abs(x))


def square(x: Fraction) -> Fraction:
    return x * x


def third(x: Fraction) -> Fraction:
    return x / 3


def table_of_values(fmt: Format, x_bits: Bits, values: list[RoundToOdd]) -> Table:
    """Return a table with given values behind its rows, flags included."""
    flags = [_flags(fmt, wide) for wide in values]
    y_bits = np.array([fmt.round(wide) for wide in values], dtype=bits_dtype(fmt))
    return _table(fmt, x_bits, y_bits, flags, tuple(values))


def rational_table(
    fmt_name: str, function: Callable[[Fraction], Fraction], x_bits: Bits, limits: tuple[int, int] | None = None
) -> Table:
    """Return the table of an odd or even rational function; limits are the encodings at -infinity and infinity."""
    fmt = get_format(fmt_name)
    y, flags, wides = [], [], []
    for bits in x_bits.tolist():
        if fmt.is_nan(bits):
            row = (fmt.nan_bits, Flag.NAN_INPUT, None)
        elif fmt.is_infinite(bits):
            assert limits is not None
            row = (limits[0 if fmt.is_negative(bits) else 1], Flag.INFINITE_INPUT, None)
        else:
            value = function(fmt.to_fraction(bits))
            wide = RoundToOdd.from_ratio(value.numerator, value.denominator)
            if value == 0 and fmt.is_negative(bits) and function(Fraction(-1)) < 0:
                wide = RoundToOdd(True, 0, 0, True)
            row = (fmt.round(wide), _flags(fmt, wide), wide)
        y.append(row[0])
        flags.append(row[1])
        wides.append(row[2])
    return _table(fmt, x_bits, np.array(y, dtype=bits_dtype(fmt)), flags, tuple(wides))


def _flags(fmt: Format, wide: RoundToOdd) -> Flag:
    y = fmt.round(wide)
    magnitude = y & ~fmt.sign_bit
    if not fmt.is_finite(y):
        return Flag.OVERFLOW
    flags = Flag(0)
    if wide.significand and magnitude < fmt.min_normal_bits:
        flags |= Flag.SUBNORMAL
        if magnitude == 0:
            flags |= Flag.UNDERFLOW
    return flags


def _table(fmt: Format, x_bits: Bits, y_bits: Bits, flags: list[Flag], wide: tuple[RoundToOdd | None, ...]) -> Table:
    return Table(
        name="rational",
        format_name=fmt.name,
        quantity=Quantity.VALUE,
        params={},
        definition_hash="0" * 64,
        engines={},
        x_bits=x_bits,
        y_bits=y_bits,
        y_lo_bits=y_bits.copy(),
        y_hi_bits=y_bits.copy(),
        flags=np.array(flags, dtype=np.uint16),
        wide=wide,
    )
