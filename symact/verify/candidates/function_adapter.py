"""A user's own function of NumPy arrays, ``module:function`` or a callable: one function per order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats import Format
from symact.verify.callspec import CallSpec

REQUIRES = ""
DEFAULT_FORMATS = ("float32",)


def version() -> str:
    """Return nothing: a user's function carries no version."""
    return ""


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import the function; it takes the input alone."""
    return spec.make(lambda number: np.array([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return what the function returns; for orders 1 and 2 it is the user's own derivative function."""
    with np.errstate(all="ignore"):
        return fn(values)  # type: ignore[no-any-return]  # checked by symact.verify.conduct
