"""The error of every row in fractional ulp, over whole arrays; NumPy alone.

The error is |(got - y)/ulp - residual|, where y is the correctly rounded result and the residual is
what rounding cut off, both of the table. All three terms are scaled by a power of two before they are
subtracted, so neither subnormals nor the far ends of float64 lose anything that matters:
the result is within 1e-15 of the true error, relatively, and `exact_error` settles a close call.

Conventions where no such difference exists:

- An infinite result for a finite exact value counts as the first number beyond the largest finite one,
  2^(emax+1) in IEEE formats, the metric of JAX's accuracy tables.
- A finite result where the correct one overflows is measured against the exact value, clipped to that number.
- NaN for a number, a number for NaN, and a finite result for an infinite exact value: infinite error.
- At a kink or jump any result that the policy accepts (by default the closed interval [y_lo, y_hi]) has error 0;
  of any other the error is the distance to the nearest accepted number in ulp of that number.
- An error too large for float64 is the largest float64.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, is_infinite, is_nan, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encoding_exponent
from symact.judge.comparison.policy import Kinks
from symact.reference.table import Flag, Rows

LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Measure:
    """Per row: the error and what it was measured against.

    Args:
        error: fractional ulp; infinite where a NaN or an infinity stands against a number.
        inside: the row is a kink or jump and the result lies in its interval.
        reference_bits: encodings that the result was held against (an end of the interval at kinks).
        exponent: e with ulp = 2^e, the unit of the error.
        exact: the exact value in float64, the accepted number at kinks.
    """

    error: Floats
    inside: Mask
    reference_bits: Bits
    exponent: npt.NDArray[np.int64]
    exact: Floats


def beyond_largest(fmt: Format) -> tuple[int, int]:
    """Return (significand, exponent) of the number that follows the largest finite one if there were no end."""
    _, significand, exponent = fmt.parts(fmt.max_bits)
    return significand + 1, exponent


def measure(table: Rows, got_bits: Bits, kinks: Kinks = "clarke") -> Measure:
    """Measure every row, judged or not.

    Returns:
        Errors in ulp of the exact value, shape (n,), by the conventions above.
    """
    fmt = table.format
    reference, exponent, residual, inside = _reference(table, got_bits, kinks)
    overflow = table.has(Flag.OVERFLOW)
    target = _scaled(reference, exponent, fmt)
    _clip_overflow(table, overflow, target, residual)
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs((_scaled(got_bits, exponent, fmt) - target) - residual)
    error = np.minimum(error, LARGEST)  # NaN stays NaN
    got_nan, due_nan = is_nan(got_bits, fmt), is_nan(reference, fmt)
    error[got_nan] = np.inf
    error[due_nan & ~overflow] = np.inf
    error[due_nan & got_nan] = 0.0
    infinite = is_infinite(reference, fmt) & ~overflow
    error[infinite] = np.where(got_bits[infinite] == reference[infinite], 0.0, np.inf)
    error[inside] = 0.0
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        exact = to_float64(reference, fmt) + np.ldexp(residual, exponent.astype(np.int32))
    return Measure(error, inside, reference, exponent, exact)


def exact_error(table: Rows, row: int, got: int) -> Fraction | None:
    """Return a row's error as a rational, or None where a convention rather than a difference gives it."""
    fmt, wide = table.format, table.wide[row]
    if wide is None or not fmt.is_finite(got) or not fmt.is_finite(int(table.y_bits[row])):
        return None
    if table.flags[row] & (Flag.KINK | Flag.JUMP):
        return None
    return fmt.ulp_error(got, wide)


def _reference(table: Rows, got_bits: Bits, kinks: Kinks) -> tuple[Bits, npt.NDArray[np.int64], Floats, Mask]:
    """Return reference encodings, ulp exponents and residuals; at kinks those of the nearest accepted number."""
    fmt = table.format
    reference = table.y_bits.copy()
    exponent = table.ulp_exponent.astype(np.int64)
    residual = table.residual.copy()
    inside = np.zeros(len(reference), dtype=bool)
    rows = np.flatnonzero(table.has(Flag.KINK | Flag.JUMP))
    got = to_float64(got_bits[rows], fmt)
    accepted = _accepted_at_kinks(table, rows, kinks)
    values = np.stack([to_float64(bits, fmt) for bits in accepted])
    if kinks == "clarke":
        inside[rows] = (values.min(axis=0) <= got) & (got <= values.max(axis=0))
    else:
        inside[rows] = (values == got).any(axis=0)
    with np.errstate(invalid="ignore"):
        nearest = np.argmin(np.abs(values - got), axis=0)
    reference[rows] = np.stack(accepted)[nearest, np.arange(len(rows))]
    exponent[rows] = encoding_exponent(reference[rows], fmt)
    residual[rows] = 0.0
    return reference, exponent, residual, inside


def _accepted_at_kinks(table: Rows, rows: npt.NDArray[np.intp], kinks: Kinks) -> list[Bits]:
    """Return the accepted encodings of kinks and jumps, or the ends of their interval: arrays of shape (rows,)."""
    low, high, own = table.y_lo_bits[rows], table.y_hi_bits[rows], table.y_bits[rows]
    if kinks in ("clarke", "ends"):
        return [low, high]
    jump = table.has(Flag.JUMP)[rows]
    return [own if kinks == "least" else np.where(jump, own, low if kinks == "low" else high)]


def _scaled(bits: Bits, exponent: npt.NDArray[Any], fmt: Format) -> Floats:
    """Return the numbers divided by 2^exponent; an infinity counts as the number beyond the largest."""
    significand, unit = beyond_largest(fmt)
    values = to_float64(bits, fmt)
    infinite = np.isinf(values)
    power = -exponent + np.where(infinite, unit, 0)
    base = np.where(infinite, np.copysign(float(significand), values), values)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(np.ldexp(base, power.astype(np.int32)))


def _clip_overflow(table: Rows, overflow: Mask, target: Floats, residual: Floats) -> None:
    """Put the exact value, clipped, in place of the infinity (or NaN) that an overflow rounds to."""
    fmt = table.format
    significand, unit = beyond_largest(fmt)
    for row in np.flatnonzero(overflow & ~table.has(Flag.KINK | Flag.JUMP)):
        sign = -1.0 if fmt.is_negative(int(table.y_bits[row])) else 1.0
        target[row], residual[row] = sign * significand, 0.0
        wide = table.wide[int(row)]
        # Two binades up the value is far beyond the clip; a shift by its exponent would only cost memory.
        if wide is not None and wide.exponent + wide.significand.bit_length() <= fmt.emax + 1:
            short = Fraction(significand) - abs(wide.to_fraction()) / Fraction(2) ** unit
            residual[row] = -sign * float(max(short, Fraction(0)))
