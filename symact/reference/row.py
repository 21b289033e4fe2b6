"""One row of a table: a value rounded once, with the flags that follow; and rows as the columns of a table."""

from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from flint import fmpq

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits


class Row(NamedTuple):
    """One row of a table: encodings of the result and of the interval's ends, flags, and the value behind."""

    y: int
    low: int
    high: int
    flags: int
    wide: RoundToOdd | None


def rounded(fmt: Format, wide: RoundToOdd) -> Row:
    """Return the row of a value at a finite input: rounded once, with the flags that follow."""
    kept, half, below = fmt.truncate(wide)
    y = fmt.complete(wide.negative, kept, half, below)
    magnitude = y & ~fmt.sign_bit
    if magnitude > fmt.max_bits:
        return Row(y, y, y, flag_bits.OVERFLOW, wide)
    flags = 0 if below else flag_bits.TIE if half else flag_bits.EXACT
    if magnitude < fmt.min_normal_bits:
        if wide.significand == 0:
            flags |= flag_bits.ZERO_SIGN_OPEN
        else:
            flags |= flag_bits.SUBNORMAL if magnitude else flag_bits.SUBNORMAL | flag_bits.UNDERFLOW
    return Row(y, y, y, flags, wide)


def nan(fmt: Format, flags: int) -> Row:
    """Return the row of a result that is NaN."""
    return Row(fmt.nan_bits, fmt.nan_bits, fmt.nan_bits, flags, None)


def at_nan(fmt: Format, quantity: Quantity) -> Row:
    """Return the row of a NaN among the inputs: the value is NaN, of derivatives nothing is required."""
    return nan(fmt, flag_bits.NAN_INPUT | (0 if quantity == Quantity.VALUE else flag_bits.OPEN))


def exact(fmt: Format, bits: int) -> fmpq:
    """Return a finite encoding as an exact rational."""
    negative, significand, exponent = fmt.parts(bits)
    signed = -significand if negative else significand
    return fmpq(signed << exponent) if exponent >= 0 else fmpq(signed, 1 << -exponent)


def least_magnitude(sides: tuple[RoundToOdd, RoundToOdd]) -> tuple[RoundToOdd, RoundToOdd, RoundToOdd]:
    """Return the lower and the upper of two one-sided values, and the number of least magnitude between them."""
    low, high = sorted(sides, key=RoundToOdd.to_fraction)
    if low.to_fraction() <= 0 <= high.to_fraction():
        return low, high, RoundToOdd(False, 0, 0, True)
    return low, high, min(sides, key=lambda side: abs(side.to_fraction()))


def engines() -> dict[str, str]:
    """Return the versions of what computes values."""
    return dict(_engines())


@cache
def _engines() -> dict[str, str]:
    # Each is read from a file.
    return {name: version(name) for name in ("symact", "sympy", "python-flint", "numpy")}


def identity(bound: Bound, fmt: Format, quantity: Quantity) -> dict[str, Any]:
    """Return the fields of a `Table` that all its rows share."""
    return {
        "name": bound.activation.name,
        "format_name": fmt.name,
        "quantity": quantity,
        "params": bound.params,
        "definition_hash": bound.activation.definition_hash,
        "engines": engines(),
    }


def columns(fmt: Format, x_bits: Bits, rows: list[Row], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the columns of a `Table`."""
    dtype = bits_dtype(fmt)
    return {
        "x_bits": np.array(x_bits, dtype=dtype),
        "y_bits": np.array([r.y for r in rows], dtype=dtype).reshape(shape),
        "y_lo_bits": np.array([r.low for r in rows], dtype=dtype).reshape(shape),
        "y_hi_bits": np.array([r.high for r in rows], dtype=dtype).reshape(shape),
        "flags": np.array([r.flags for r in rows], dtype=np.uint16).reshape(shape),
        "wide": tuple(r.wide for r in rows),
    }
