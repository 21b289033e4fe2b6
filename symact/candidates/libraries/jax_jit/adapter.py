"""JAX on the CPU, compiled by jax.jit: what XLA makes of the same functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates.call import CallSpec
from symact.candidates.libraries.jax import adapter
from symact.formats.floating import Format

REQUIRES = "jax"
DEFAULT_FORMATS = adapter.DEFAULT_FORMATS
PROFILES_OF = "jax"

SHORT_CALLS = 8
"""Short arrays that are tried: each length is compiled anew."""


def version() -> str:
    """Return JAX's name, version and how it is called."""
    return f"{adapter.version()}, jit"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of JAX and bind its arguments."""
    return adapter.make(spec, fmt)


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or a derivative, all of it compiled as one function; the gradient's takes its upstream gradient."""
    if order == 1:
        return evaluate_with(fn, values, fmt, 1.0)
    return adapter.evaluate(fn, values, fmt, order, compiled=True)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient."""
    return adapter.evaluate_with(fn, values, fmt, upstream, compiled=True)
