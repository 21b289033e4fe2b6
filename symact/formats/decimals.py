"""Numbers of a format as short decimals that read back as the same number, for reports."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, bits_dtype, to_float64
from symact.formats.fixed import FixedFormat
from symact.formats.floating import Format

MAX_DIGITS = 17

CLEARLY = 1 - 2.0**-20
"""Share of half the distance to a neighbour within which reading in float64 cannot deceive."""


def decimal(bits: int, fmt: Format) -> str:
    """Return the number rounded to as few digits as read back as this encoding (``-0.0``, ``inf``, ``nan``)."""
    if isinstance(fmt, FixedFormat):
        number = fmt.order_key(bits) * 2.0**fmt.quantum
        return repr(number).removesuffix(".0") if number else "0.0"
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


def column(encodings: Bits, fmt: Format) -> list[str]:
    """Return the `decimal` of many encodings, shape (n,), quickly."""
    if isinstance(fmt, FixedFormat):
        return [decimal(bits, fmt) for bits in encodings.tolist()]
    magnitudes = encodings & bits_dtype(fmt).type(fmt.sign_bit - 1)
    found = [""] * len(encodings)
    left = np.flatnonzero((magnitudes > 0) & (magnitudes <= fmt.max_bits))
    for digits in range(1, MAX_DIGITS + 1):
        values = to_float64(magnitudes[left], fmt)
        texts = [f"{value:.{digits}g}" for value in values.tolist()]
        inside, outside = _reads_back(np.array(list(map(float, texts))), values, magnitudes[left], fmt)
        for place in np.flatnonzero(inside).tolist():
            row = int(left[place])
            sign = "-" if encodings[row] >> (fmt.width - 1) else ""
            found[row] = sign + repr(float(texts[place])).removesuffix(".0")
        # What is neither is left to exact rationals.
        left = left[outside]
    return [text or decimal(bits, fmt) for text, bits in zip(found, encodings.tolist(), strict=True)]


def _reads_back(
    texts: npt.NDArray[np.float64], values: npt.NDArray[np.float64], magnitudes: Bits, fmt: Format
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which decimals, read in float64, clearly read back as a positive number, and which clearly do not."""
    if fmt.width == 64:
        return np.asarray(texts == values), np.asarray(texts != values)
    below = (values - to_float64(magnitudes - 1, fmt)) / 2
    above = np.where(magnitudes < fmt.max_bits, (to_float64(magnitudes + 1, fmt) - values) / 2, below)
    off = texts - values
    inside = (off > -below * CLEARLY) & (off < above * CLEARLY)
    return np.asarray(inside), np.asarray((off * CLEARLY < -below) | (off * CLEARLY > above))


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
