"""Numbers of a format as short decimals that read back as the same number, for reports."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.floating import Format

MAX_DIGITS = 17


def decimal(bits: int, fmt: Format) -> str:
    """Return the number rounded to as few digits as read back as this encoding (``-0.0``, ``inf``, ``nan``)."""
    if fmt.is_nan(bits):
        return "nan"
    sign = "-" if fmt.is_negative(bits) else ""
    if fmt.is_infinite(bits):
        return f"{sign}inf"
    magnitude = bits & ~fmt.sign_bit
    if magnitude == 0:
        return f"{sign}0.0"
    value = float(to_float64(np.array([magnitude], dtype=bits_dtype(fmt)), fmt)[0])
    for digits in range(1, MAX_DIGITS + 1):
        text = f"{value:.{digits}g}"
        if fmt.from_fraction(Fraction(text)) == magnitude:
            break
    # repr writes 100 where the g format writes 1e+02, with the same digits.
    return sign + repr(float(text)).removesuffix(".0")


def shown(bits: int, fmt: Format) -> str:
    """Return an encoding for a reader: the decimal and the hexadecimal bits."""
    return f"{decimal(bits, fmt)} ({fmt.hex(bits)})"


def ulps(error: float) -> str:
    """Return an error for a reader: short, but never shorter than what distinguishes it from a bound."""
    if error == np.inf:
        return "infinite"
    if error < 1e9 and (error == int(error) or error >= 1e5):
        return f"{error:.0f}"
    return f"{error:.6g}"
