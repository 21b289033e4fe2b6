"""JAX on the CPU: functions as they are called, derivatives by reverse mode."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates.call import CallSpec
from symact.formats.floating import Format

REQUIRES = "jax"
DEFAULT_FORMATS = ("float32", "bfloat16")


def version() -> str:
    """Return JAX's name, version and device."""
    jax = _jax()
    return f"jax {jax.__version__}, {jax.default_backend()}"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of JAX and bind its arguments; arrays take the format's dtype."""
    jax = _jax()
    with _x64(jax, fmt.name == "float64"):
        return spec.make(lambda number: jax.numpy.asarray([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int, compiled: bool = False
) -> npt.NDArray[np.generic]:
    """Return f or a derivative: the vector-Jacobian product with ones, once or twice; compiled as one if asked to."""
    jax = _jax()
    # 64-bit mode changes the dtype of constants inside a function, so only float64 is judged in it.
    with _x64(jax, fmt.name == "float64"):
        argument = jax.numpy.asarray(values)
        for _ in range(order):
            fn = _gradient(jax, fn)
        return np.asarray((jax.jit(fn) if compiled else fn)(argument))


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float, compiled: bool = False
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient: the vector-Jacobian product with that number everywhere."""
    jax = _jax()

    def pulled(argument: Any, given: Any) -> Any:
        return jax.vjp(fn, argument)[1](given)[0]

    with _x64(jax, fmt.name == "float64"):
        argument = jax.numpy.asarray(values)
        given = jax.numpy.full_like(argument, upstream)
        return np.asarray((jax.jit(pulled) if compiled else pulled)(argument, given))


def _jax() -> Any:
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax

    return jax


def _x64(jax: Any, enabled: bool) -> Any:
    """Return a context manager that sets 64-bit mode; its place moved in JAX 0.8."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(enabled)
    from jax.experimental import enable_x64

    return enable_x64(enabled)


def _gradient(jax: Any, fn: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def gradient(argument: Any) -> Any:
        result, pull_back = jax.vjp(fn, argument)
        return pull_back(jax.numpy.ones_like(result))[0]

    return gradient
