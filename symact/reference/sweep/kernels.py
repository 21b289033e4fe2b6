"""What a device does with a stretch of float32 inputs: tensor operations that torch.compile makes one kernel of.

Each form takes encodings (int32) and returns the encodings of both ends of an interval that holds the exact value, a
float64 value in it, and how far the exact one may be from that (NaN where nothing is said). Only sums, products and
conversions to nearest even occur, and integers.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from symact.reference.sweep.block_models import PART
from symact.reference.sweep.filling import VANISHED
from symact.reference.sweep.taylor_model import UNIT

Interval = tuple[Any, Any, Any, Any]
"""Tensors: encodings of both ends, values, bounds of their errors."""

EDGES = (0.5, 1.0, 2.0, 4.0, 16.0, 256.0, 65536.0)
"""Errors, ulp, beyond which results are counted."""

KERNELS = 64
"""Kernels that may be compiled, one for each form, number of coefficients and power; torch's own limit is 8."""

WIDTH = 4
"""Coefficients of parts are filled up with zeros to a multiple of this, so that few kernels serve all functions."""

SIGN, LOW_BITS = 1 << 31, PART - 1


class Figures(NamedTuple):
    """What was found of consecutive inputs.

    Args:
        judged: how many, NaN left out.
        wrong: results that are not the correctly rounded ones.
        beyond: how many errors exceed each of `EDGES`, ulp.
        worst: the greatest error, ulp, to six digits; infinite where a NaN or infinity stands for a number.
        worst_input: the encoding of its input.
        ziv: inputs that Ziv's loop decided.
    """

    judged: int = 0
    wrong: int = 0
    beyond: tuple[int, ...] = (0,) * len(EDGES)
    worst: float = 0.0
    worst_input: int = 0
    ziv: int = 0

    def merged(self, other: Figures) -> Figures:
        """Return the figures of both."""
        worst = max(self, other, key=lambda each: each.worst)
        beyond = tuple(a + b for a, b in zip(self.beyond, other.beyond, strict=True))
        counts = (self.judged + other.judged, self.wrong + other.wrong, beyond)
        return Figures(*counts, worst.worst, worst.worst_input, self.ziv + other.ziv)


def _fill(torch: Any, encodings: Any, bits: Any, value: Any, off: Any) -> Interval:
    """Return one result for all."""
    low = bits.expand(encodings.shape)
    return low, low, value.expand(encodings.shape), off.expand(encodings.shape)


def copy(torch: Any, encodings: Any, relative: Any) -> Interval:
    """Return the inputs themselves."""
    values = encodings.view(torch.float32).to(torch.float64)
    return encodings, encodings, values, values.abs() * relative


def given(torch: Any, encodings: Any, results: Any, values: Any) -> Interval:
    """Return results that the CPU has computed."""
    return results, results, values, torch.full_like(values, math.nan)


def beside(torch: Any, encodings: Any, slope: Any, step: Any) -> Interval:
    """Return the results next to an exact product: no boundary lies between it and the next float64 number."""
    values = encodings.view(torch.float32).to(torch.float64) * slope
    low = (values.view(torch.int64) + step).view(torch.float64).to(torch.float32).view(torch.int32)
    return low, low, values, values.abs() * UNIT


def polynomial(torch: Any, encodings: Any, coefficients: Any, power: int, relative: Any) -> Interval:
    """Return both ends of the intervals around x^power * Q(x)."""
    points = encodings.view(torch.float32).to(torch.float64)
    values = coefficients[-1] + 0.0 * points
    for k in range(coefficients.shape[0] - 2, -1, -1):
        values = values * points + coefficients[k]
    for _ in range(power):
        values = values * points
    off = values.abs() * relative + VANISHED
    low, high = ((values + side * off).to(torch.float32).view(torch.int32) for side in (-1, 1))
    return low, high, values, off


def block(torch: Any, encodings: Any, columns: Any, margins: Any, base: Any) -> Interval:
    """Return both ends of the intervals around the values of blocks, each part of PART inputs by its polynomial."""
    row = ((encodings & (SIGN - 1)) >> (PART.bit_length() - 1)).to(torch.int64) - base
    # Exact: an odd integer below 2^11 times a power of two.
    t = ((encodings & LOW_BITS) * 2 + (1 - PART)).to(torch.float64) * (1.0 / PART)
    values = columns[-1][row]
    for k in range(columns.shape[0] - 2, -1, -1):
        values = values * t + columns[k][row]
    off = margins[row]
    low, high = ((values + side * off).to(torch.float32).view(torch.int32) for side in (-1, 1))
    return low, high, values, off


FORMS: dict[str, Callable[..., Interval]] = {
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


def figures(found: Sequence[float], judged: int, first: int) -> Figures:
    """Return what `compared` found of so many inputs from the first on."""
    _, wrong, *beyond, worst, place = found
    return Figures(judged, int(wrong), tuple(int(each) for each in beyond), worst, first + int(place))


def judged(torch: Any, form: str, encodings: Any, got: Any, *data: Any) -> tuple[Any, Any]:
    """Return what `compared` finds of results at the inputs of one form."""
    low, high, values, _ = FORMS[form](torch, encodings, *data)
    return compared(torch, low, high, values, got)


@cache
def fused(torch: Any, backend: str) -> Callable[..., tuple[Any, Any]]:
    """Return `judged` for a torch, as a backend of torch.compile makes it: a kernel a form, which all sweeps share."""
    config: Any = importlib.import_module("torch._dynamo.config")
    config.recompile_limit = max(config.recompile_limit, KERNELS)
    return torch.compile(partial(judged, torch), backend=backend, dynamic=True)  # type: ignore[no-any-return]
