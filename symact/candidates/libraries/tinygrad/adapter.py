"""tinygrad on the CPU: methods of Tensor, gradients by its backward pass. It compiles with clang."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.metadata import version as distribution_version
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

REQUIRES = "tinygrad"
DEFAULT_FORMATS = ("float32", "float16")
SUPPORTED = ("float64", "float32", "float16")

SHORT_CALLS = 2
"""Short arrays that are tried: each length is compiled anew."""


def version() -> str:
    """Return tinygrad's name, version and device."""
    return f"tinygrad {distribution_version('tinygrad')}, cpu"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a method of Tensor and bind its arguments.

    Raises:
        UnsupportedError: the format is not one of tinygrad's, or there is no clang to compile with.
    """
    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"tinygrad is judged in {', '.join(SUPPORTED)}, not in {fmt.name}")
    if not shutil.which("clang"):
        raise UnsupportedError("tinygrad computes on the CPU by clang, which is not on this machine")
    tensor = _tensor()
    return spec.make(lambda number: tensor([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or its gradient; encodings cross as integers."""
    if order > 1:
        raise UnsupportedError("tinygrad has no second derivatives")
    return evaluate_with(fn, values, fmt, 1.0) if order else _back(fn(_crossed(values, fmt)), fmt)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    tensor = _crossed(values, fmt)
    tensor.requires_grad = True
    result = fn(tensor)
    # In memory, not a constant: one program for every upstream gradient.
    given = result.full_like(upstream).contiguous().realize()
    return _back(result.gradient(tensor, gradient=given)[0], fmt)


def _crossed(values: npt.NDArray[np.generic], fmt: Format) -> Any:
    tensor = _tensor()
    from tinygrad import dtypes

    words = np.ascontiguousarray(values).view(bits_dtype(fmt))
    return tensor(words).bitcast(getattr(dtypes, fmt.name)).contiguous().realize()


def _back(result: Any, fmt: Format) -> npt.NDArray[np.generic]:
    from tinygrad import dtypes

    if result.dtype != getattr(dtypes, fmt.name):
        raise TypeError(f"a tensor of {fmt.name} was expected, not of {result.dtype}")
    whole = result.contiguous().bitcast(getattr(dtypes, f"uint{fmt.width}")).numpy()
    found: npt.NDArray[np.generic] = whole.view(float_dtype(fmt))
    return found


def _tensor() -> Any:
    os.environ.setdefault("DEV", "CPU")
    os.environ.setdefault("CACHELEVEL", "0")
    from tinygrad import Tensor

    return Tensor
