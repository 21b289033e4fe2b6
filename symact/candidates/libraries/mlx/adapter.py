"""MLX on the CPU: functions as they are called, derivatives by the vector-Jacobian product with ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

REQUIRES = "mlx"
DEFAULT_FORMATS = ("float32", "bfloat16")
SUPPORTED = ("float32", "float16", "bfloat16")

SHORT_CALLS = 16
"""Short arrays that are tried: functions that MLX compiles take long for each."""


def version() -> str:
    """Return MLX's name, version and device."""
    return f"mlx {_core().__version__}, cpu"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of MLX and bind its arguments; arrays take the format's dtype."""
    core = _core()
    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"MLX is judged in {', '.join(SUPPORTED)}, not in {fmt.name}")
    return spec.make(lambda number: core.array([number], dtype=getattr(core, fmt.name)))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or a derivative; encodings cross as integers."""
    core = _core()
    for _ in range(order):
        fn = _gradient(core, fn)
    return _called(fn, values, fmt)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    return _called(_gradient(_core(), fn, upstream), values, fmt)


def _called(fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format) -> npt.NDArray[np.generic]:
    core = _core()
    array = core.array(np.ascontiguousarray(values).view(bits_dtype(fmt))).view(getattr(core, fmt.name))
    result = fn(array)
    if result.dtype != array.dtype:
        raise TypeError(f"an array of {array.dtype} was expected, not of {result.dtype}")
    found: npt.NDArray[np.generic] = np.array(result.view(getattr(core, f"uint{fmt.width}"))).view(float_dtype(fmt))
    return found


def _gradient(core: Any, fn: Callable[[Any], Any], upstream: float = 1.0) -> Callable[[Any], Any]:
    def gradient(array: Any) -> Any:
        _, pulled = core.vjp(fn, [array], [core.full(array.shape, upstream, dtype=array.dtype)])
        return pulled[0]

    return gradient


def _core() -> Any:
    import mlx.core

    mlx.core.set_default_device(mlx.core.cpu)
    return mlx.core
