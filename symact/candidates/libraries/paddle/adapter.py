"""Paddle on the CPU: functions as they are called, derivatives by paddle.grad."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

REQUIRES = "paddle"
DEFAULT_FORMATS = ("float32", "float64")
SUPPORTED = ("float64", "float32", "float16", "bfloat16")


def version() -> str:
    """Return Paddle's name, version and device."""
    return f"paddle {_paddle().__version__}, cpu"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of Paddle and bind its arguments; arrays take the format's dtype."""
    paddle = _paddle()
    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"Paddle is judged in {', '.join(SUPPORTED)}, not in {fmt.name}")
    return spec.make(lambda number: paddle.to_tensor([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or a derivative.

    Raises:
        UnsupportedError: there is no kernel for the format, or no derivative of that order.
    """
    paddle = _paddle()
    tensor = _crossed(values, fmt, order)
    with _kernels(fmt, order):
        result = fn(tensor)
        for step in range(order):
            (result,) = paddle.grad([result], [tensor], create_graph=step + 1 < order)
    return _back(result, fmt)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    paddle = _paddle()
    tensor = _crossed(values, fmt, 1)
    with _kernels(fmt, 1):
        result = fn(tensor)
        (found,) = paddle.grad([result], [tensor], grad_outputs=[paddle.full_like(result, upstream)])
    return _back(found, fmt)


def _crossed(values: npt.NDArray[np.generic], fmt: Format, order: int) -> Any:
    # Paddle's arrays of bfloat16 are NumPy's of uint16.
    given = np.ascontiguousarray(values).view(np.uint16) if fmt.name == "bfloat16" else np.ascontiguousarray(values)
    return _paddle().to_tensor(given, dtype=fmt.name, stop_gradient=order == 0)


def _back(result: Any, fmt: Format) -> npt.NDArray[np.generic]:
    found = np.asarray(result.numpy())
    return found.view(float_dtype(fmt)) if found.dtype == bits_dtype(fmt) else found


@contextmanager
def _kernels(fmt: Format, order: int) -> Iterator[None]:
    """Turn what Paddle raises for a kernel that it lacks into `UnsupportedError`."""
    try:
        yield
    # From within a backward function it arrives as an OSError.
    except (RuntimeError, NotImplementedError, ValueError, OSError) as error:
        text = str(error)
        if "not registered" in text or "kernel" in text or "NotFound" in text or "Unimplemented" in text:
            raise UnsupportedError(f"Paddle has no kernel for {fmt.name}, order {order}") from None
        raise


def _paddle() -> Any:
    import paddle

    paddle.set_device("cpu")
    return paddle
