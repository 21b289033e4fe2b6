"""Correctly rounded results for arrays of inputs of any format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind, check_order
from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype, float_dtype, to_bits, to_float64
from symact.formats.floating import FORMATS, Format
from symact.formats.rounding import round_to
from symact.reference.rows import Reference
from symact.reference.sweep.pointwise import Pointwise
from symact.reference.sweep.saturation import FLOAT64
from symact.system.arithmetic import default_arithmetic

LARGEST = np.finfo(np.float64).max


def values(
    activation: str | Activation,
    inputs: npt.NDArray[Any],
    *,
    order: int = 0,
    params: Mapping[str, object] | None = None,
) -> npt.NDArray[Any]:
    """Return f(x), or a derivative, correctly rounded in the format of the inputs; fast for many inputs at once.

    Args:
        activation: its name, or a definition of your own.
        inputs: of a dtype that is a format (float64, float32, float16, ml_dtypes.bfloat16 ...), any shape.
        order: 0 for the function, 1 or 2 for its derivatives.
        params: exact parameter values, such as {"negative_slope": "1/100"}.

    Returns:
        An array of the same shape and dtype: nearest, ties to even; at a kink the element of least magnitude of the
        Clarke interval.

    Raises:
        SymactError: a name, order, parameter or dtype that does not exist or does not fit.
        UndecidedError: a value could not be decided; the message names it.
    """
    if isinstance(inputs, np.ma.MaskedArray):
        raise SymactError("inputs are a masked array, whose mask would be lost; give inputs.filled(...) or its data")
    given = np.asarray(inputs)
    if not given.dtype.isnative:
        swapped = values(activation, given.astype(given.dtype.newbyteorder("=")), order=order, params=params)
        return swapped.astype(given.dtype)
    fmt = next((each for each in FORMATS if float_dtype(each) == given.dtype), None)
    if fmt is None:
        raise SymactError(f"inputs have dtype {given.dtype}; known: {', '.join(each.name for each in FORMATS)}")
    bound = bind(catalogue.definition(activation), params)
    found = rounded_values(bound, check_order(order), fmt, to_bits(given.reshape(-1), fmt))
    return found.view(given.dtype).reshape(given.shape)


@default_arithmetic()
def rounded_values(bound: Bound, order: int, fmt: Format, encodings: Bits) -> Bits:
    """Return the encodings of the results for encodings of any inputs, one dimension.

    The result in float64 decides that of a narrower format, unless it is halfway between two numbers of it: otherwise
    it lies on the same side of all halfway points as the exact value. What is left is asked for one by one.
    """
    if fmt is FLOAT64:
        return pointwise(bound, order).bits(encodings)
    points = to_float64(encodings, fmt)
    wide = pointwise(bound, order).bits(points.view(np.uint64)).view(np.float64)
    finite = np.isfinite(wide)
    steady = np.where(finite, wide, 0.0)
    out = round_to(steady, fmt)
    below, above = (round_to(np.nextafter(steady, side), fmt) for side in (-LARGEST, LARGEST))
    asked = ~finite | ~np.isfinite(points) | (points == 0) | ((below != above) & (steady != 0))
    asked |= np.isin(points, [float(p.upper) for p in bound.pieces[:-1]])
    found, place = np.unique(encodings[asked], return_inverse=True)
    reference = Reference(bound, fmt, order)
    rows = np.array([reference.row(int(each)).y for each in found.tolist()], dtype=bits_dtype(fmt))
    out[asked] = rows[place]
    return out


@lru_cache(maxsize=32)
def pointwise(bound: Bound, order: int) -> Pointwise:
    """Return the models of a derivative, which are kept for the next call."""
    return Pointwise(bound, order)
