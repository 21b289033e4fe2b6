"""The formulas of lecture notes, forward only, in every format that NumPy computes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format

REQUIRES = ""
DEFAULT_FORMATS = ("float32", "float64")
MODULE = "symact.candidates.libraries.textbook.formulas"


def version() -> str:
    """Return NumPy's name and version, which computes these formulas."""
    return f"numpy {np.__version__}"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a formula and bind its arguments."""
    return spec.make(lambda number: np.array([number], dtype=float_dtype(fmt)))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f at the values."""
    if order:
        raise UnsupportedError("the textbook formulas have no gradients")
    with np.errstate(all="ignore"):
        return np.asarray(fn(values))
