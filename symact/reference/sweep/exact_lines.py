"""Pieces that are lines with rational coefficients: what bounds leave open is decided by exact float64 arithmetic.

Ties are frequent there: hard_sigmoid's (x + 3)/6 is halfway between two float32 numbers at every sixth input.
"""

from math import lcm
from typing import NamedTuple

import numpy as np
import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.formats.arrays import Bits, Floats, Mask, bits_dtype, magnitudes, to_float64
from symact.formats.floating import Format

LARGEST = 1 << 28
"""Bound of the slope and the divisor: their products with numbers of 25 bits are exact."""


class Line(NamedTuple):
    """(slope*x + offset)/divisor with integers, the divisor above 0."""

    slope: float
    offset: float
    divisor: float


def line_of(derivative: Expr) -> Line | None:
    """Return an expression as a line, None if it is none or its integers are too large."""
    if not derivative.is_polynomial(x) or sympy.degree(derivative, x) != 1:
        return None
    slope, offset = sympy.Poly(derivative, x).all_coeffs()
    if not (slope.is_Rational and offset.is_Rational):
        return None
    divisor = lcm(int(slope.q), int(offset.q))
    found = [int(slope * divisor), int(offset * divisor), divisor]
    return None if max(map(abs, found)) >= LARGEST else Line(*map(float, found))


def decide(line: Line, points: Floats, near: Bits, fmt: Format) -> tuple[Bits, Mask]:
    """Return the rounded values of a line, ties to even, and which of them are certain.

    Args:
        line: the line.
        points: inputs, of at most 24 bits.
        near: encodings of numbers next to the values, on either side.
        fmt: of the results, of at most 24 bits.
    """
    one, magnitude = bits_dtype(fmt).type(1), magnitudes(near, fmt)
    product = points * line.slope
    value = product + line.offset
    back = value - product
    # What the sum lost (Knuth); the products are exact.
    certain = ((product - (value - back)) + (line.offset - back)) == 0
    start = to_float64(near, fmt) * line.divisor
    outward = np.abs(value) > np.abs(start)
    other = np.where(outward, near + one, near - one)
    # Next to zero and to the largest number there is no other number of the same sign.
    certain &= (magnitude > 0) & (magnitude < fmt.max_bits)
    end = to_float64(other, fmt) * line.divisor
    certain &= (np.minimum(start, end) <= value) & (value <= np.maximum(start, end))
    middle = (start + end) * 0.5
    even = (near & one) == 0
    nearer = np.where(value == middle, even, (value < middle) == (start < end))
    return np.where(nearer, near, other), certain
