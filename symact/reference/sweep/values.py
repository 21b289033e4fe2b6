"""Correctly rounded results of functions of one number for arrays of inputs of any format."""

from functools import lru_cache

import numpy as np

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to
from symact.reference.rows import Reference
from symact.reference.sweep.pointwise import Pointwise
from symact.reference.sweep.saturation import FLOAT64
from symact.system.arithmetic import default_arithmetic

LARGEST = np.finfo(np.float64).max


@default_arithmetic()
def rounded_values(bound: Bound, order: int, fmt: Format, encodings: Bits) -> Bits:
    """Return the encodings of the results for encodings of any inputs, one dimension.

    The result in float64 decides that of a narrower format, unless it is halfway between two numbers of it: otherwise
    it lies on the same side of all halfway points as the exact value. What is left is evaluated one by one.
    """
    if fmt is FLOAT64:
        return pointwise(bound, order).bits(encodings)
    points = to_float64(encodings, fmt)
    wide = pointwise(bound, order).bits(points.view(np.uint64)).view(np.float64)
    finite = np.isfinite(wide)
    steady = np.where(finite, wide, 0.0)
    out = round_to(steady, fmt)
    below, above = (round_to(np.nextafter(steady, side), fmt) for side in (-LARGEST, LARGEST))
    evaluated = ~finite | ~np.isfinite(points) | (points == 0) | ((below != above) & (steady != 0))
    evaluated |= np.isin(points, [float(p.upper) for p in bound.pieces[:-1]])
    found, place = np.unique(encodings[evaluated], return_inverse=True)
    reference = Reference(bound, fmt, order)
    rows = np.array([reference.row(int(each)).y for each in found.tolist()], dtype=bits_dtype(fmt))
    out[evaluated] = rows[place]
    return out


@lru_cache(maxsize=32)
def pointwise(bound: Bound, order: int) -> Pointwise:
    """Return the models of a derivative, which are kept for the next call."""
    return Pointwise(bound, order)
