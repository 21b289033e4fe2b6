"""SciPy's special functions: forward only, in the formats that each accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
from symact.formats.floating import Format

REQUIRES = "scipy"
DEFAULT_FORMATS = ("float32", "float64")


def version() -> str:
    """Return SciPy's name and version."""
    import scipy

    return f"scipy {scipy.__version__}"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of SciPy; a ufunc must have a loop of its own for the format.

    NumPy would cast other formats up to the next loop, and the result would be of another dtype.
    """
    found = resolve(spec.path)
    loops = found.types if isinstance(found, np.ufunc) else ("f->f", "d->d")
    code = np.dtype(fmt.name).char if hasattr(np, fmt.name) else fmt.name
    if f"{code}->{code}" not in loops:
        raise UnsupportedError(f"{spec.path} does not compute in {fmt.name}")
    return spec.make(lambda number: np.array([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f at the values."""
    if order:
        raise UnsupportedError("SciPy has no gradients")
    with np.errstate(all="ignore"):
        return np.asarray(fn(values))
