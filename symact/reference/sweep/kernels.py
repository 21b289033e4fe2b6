"""What a device does with a stretch of float32 inputs: tensor operations that torch.compile makes one kernel of.

Each form takes encodings (int32) and returns the encodings of both ends of an interval that holds the exact value, and
a float64 value in it. Only sums, products and conversions to nearest even occur, and integers.
"""

import importlib
import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from symact.reference.sweep.block_models import PART
from symact.reference.sweep.filling import VANISHED

EDGES = (0.5, 1.0, 2.0, 4.0, 16.0, 256.0, 65536.0)
"""Errors, ulp, beyond which results are counted."""

KERNELS = 64
"""Kernels that may be compiled, one for each form, number of coefficients and power; torch's own limit is 8."""

WIDTH = 4
"""Coefficients of parts are filled up with zeros to a multiple of this, so that few kernels serve all functions."""

SIGN, LOW_BITS = 1 << 31, PART - 1


def _fill(torch: Any, encodings: Any, bits: Any, value: Any) -> tuple[Any, Any, Any]:
    """Return one result for all."""
    low = bits.expand(encodings.shape)
    return low, low, value.expand(encodings.shape)


def copy(torch: Any, encodings: Any) -> tuple[Any, Any, Any]:
    """Return the inputs themselves."""
    return encodings, encodings, encodings.view(torch.float32).to(torch.float64)


def given(torch: Any, encodings: Any, results: Any, values: Any) -> tuple[Any, Any, Any]:
    """Return results that the CPU has computed."""
    return results, results, values


def beside(torch: Any, encodings: Any, slope: Any, step: Any) -> tuple[Any, Any, Any]:
    """Return the results next to an exact product: no boundary lies between it and the next float64 number."""
    values = encodings.view(torch.float32).to(torch.float64) * slope
    low = (values.view(torch.int64) + step).view(torch.float64).to(torch.float32).view(torch.int32)
    return low, low, values


def polynomial(torch: Any, encodings: Any, coefficients: Any, power: int, relative: Any) -> tuple[Any, Any, Any]:
    """Return both ends of the intervals around x^power * Q(x)."""
    points = encodings.view(torch.float32).to(torch.float64)
    values = coefficients[-1] + 0.0 * points
    for k in range(coefficients.shape[0] - 2, -1, -1):
        values = values * points + coefficients[k]
    for _ in range(power):
        values = values * points
    off = values.abs() * relative + VANISHED
    low, high = ((values + side * off).to(torch.float32).view(torch.int32) for side in (-1, 1))
    return low, high, values


def block(torch: Any, encodings: Any, columns: Any, margins: Any, base: Any) -> tuple[Any, Any, Any]:
    """Return both ends of the intervals around the values of blocks, each part of PART inputs by its polynomial."""
    row = ((encodings & (SIGN - 1)) >> (PART.bit_length() - 1)).to(torch.int64) - base
    # Exact: an odd integer below 2^11 times a power of two.
    t = ((encodings & LOW_BITS) * 2 + (1 - PART)).to(torch.float64) * (1.0 / PART)
    values = columns[-1][row]
    for k in range(columns.shape[0] - 2, -1, -1):
        values = values * t + columns[k][row]
    off = margins[row]
    low, high = ((values + side * off).to(torch.float32).view(torch.int32) for side in (-1, 1))
    return low, high, values


FORMS: dict[str, Callable[..., tuple[Any, Any, Any]]] = {
    "fill": _fill,
    "copy": copy,
    "given": given,
    "beside": beside,
    "polynomial": polynomial,
    "block": block,
}


def compared(torch: Any, low: Any, high: Any, values: Any, got: Any) -> tuple[Any, Any]:
    """Return the figures of results as one tensor, and which inputs are undecided, which the figures leave out.

    The figures: undecided, wrong, one for each of `EDGES`, the greatest error and its place.
    """
    undecided = low != high
    number, due = (bits.view(torch.float32).to(torch.float64) for bits in (got, low))
    wrong = (got != low) & ~(number.isnan() & due.isnan()) & ~undecided
    field = ((low & (SIGN - 1)) >> 23).clamp(1, 254).to(torch.int64)
    # 2^(150 - field) is 1/ulp.
    error = (number - values).abs() * ((1023 + 150 - field) << 52).view(torch.float64)
    # What no difference measures: NaN or infinity on one side alone. A correctly rounded infinity has no error.
    error = torch.where(error.isnan() | number.isinf(), math.inf, error)
    error = torch.where(undecided | (got == low) & number.isinf() | number.isnan() & due.isnan(), 0.0, error)
    counts = [undecided.sum(), wrong.sum(), *((error > edge).sum() for edge in EDGES)]
    return torch.stack([*(each.to(torch.float64) for each in counts), error.max(), error.argmax().double()]), undecided


def judged(torch: Any, form: str, encodings: Any, got: Any, *data: Any) -> tuple[Any, Any]:
    """Return what `compared` finds of results at the inputs of one form."""
    return compared(torch, *FORMS[form](torch, encodings, *data), got)


@cache
def fused(torch: Any) -> Callable[..., tuple[Any, Any]]:
    """Return `judged` for a torch, as torch.compile makes it: a kernel a form, which all sweeps share."""
    config: Any = importlib.import_module("torch._dynamo.config")
    config.recompile_limit = max(config.recompile_limit, KERNELS)
    return torch.compile(partial(judged, torch), dynamic=True)  # type: ignore[no-any-return]
