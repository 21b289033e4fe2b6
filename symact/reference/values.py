"""Correctly rounded results for arrays of inputs of any format: numbers one by one, or rows of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import bind, check_order, check_quantity
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import float_dtype, to_bits
from symact.formats.floating import FORMATS
from symact.reference.build import as_array, several_inputs
from symact.reference.sweep.values import rounded_values
from symact.reference.vectors.table import vector_values


def values(
    activation: str | Activation,
    inputs: npt.NDArray[Any],
    *,
    order: Quantity | int | str = 0,
    params: Mapping[str, object] | None = None,
) -> npt.NDArray[Any]:
    """Return f(x), or a derivative, correctly rounded in the format of the inputs; fast for many inputs at once.

    Args:
        activation: its name, or a definition of your own.
        inputs: of a dtype that is a format (float64, float32, float16, ml_dtypes.bfloat16 ...), any shape; of functions
            of vectors and pairs the last axis is the vector or the pair, and after it that of a JVP or VJP.
        order: 0 for the function, 1 or 2 for its derivatives; of functions of several numbers 0, "jvp" or "vjp".
        params: exact parameter values, such as {"negative_slope": "1/100"}.

    Returns:
        An array of the same dtype and shape (of functions of several numbers, with their results on the last axis):
        nearest, ties to even; at a kink the element of least magnitude of the Clarke interval.

    Raises:
        SymactError: a name, order, parameter, shape or dtype that does not exist or does not fit.
        UndecidedError: a value could not be decided; the message names it.
    """
    if isinstance(inputs, np.ma.MaskedArray):
        raise SymactError("inputs are a masked array, whose mask would be lost; give inputs.filled(...) or its data")
    given = as_array(inputs)
    if not given.dtype.isnative:
        swapped = values(activation, given.astype(given.dtype.newbyteorder("=")), order=order, params=params)
        return swapped.astype(given.dtype)
    fmt = next((each for each in FORMATS if float_dtype(each) == given.dtype), None)
    if fmt is None:
        raise SymactError(f"inputs have dtype {given.dtype}; known: {', '.join(each.name for each in FORMATS)}")
    bound = bind(catalogue.definition(activation), params)
    space = bound.space(check_quantity(order))
    if not space.on_line:
        if not given.ndim:
            raise SymactError(f"{bound.activation.name} is a function of {space.kind}; give an array, not one number")
        rows = to_bits(given.reshape(math.prod(given.shape[:-1]), given.shape[-1]), fmt)
        several = vector_values if isinstance(bound.domain, Vector) else several_inputs
        results = several(bound, fmt, check_quantity(order), rows)
        return results.view(given.dtype).reshape((*given.shape[:-1], *results.shape[1:]))
    degree = order if isinstance(order, int) else check_quantity(order).order
    found = rounded_values(bound, check_order(degree), fmt, to_bits(given.reshape(-1), fmt))
    return found.view(given.dtype).reshape(given.shape)
