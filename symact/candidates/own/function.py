"""A user's own function of NumPy arrays, ``module:function`` or a callable: one function per order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates.call import CallSpec
from symact.formats.floating import Format

REQUIRES = ""
DEFAULT_FORMATS = ("float32",)
SHOWN = "module:function"

LAYOUTS = ("strided", "reversed", "transposed", "empty")
"""Layouts of memory that are tried beside a contiguous array."""

PATH = re.compile(r"(?!cmd:|outputs:)[^\s/:]+:[^\s/:]+")


def claims(target: str) -> bool:
    """Whether a target is ``module:function``; a path to a shared library has a slash or its suffix."""
    return bool(PATH.fullmatch(target)) and not target.partition(":")[0].endswith((".so", ".dylib"))


def serves(target: str, order: int) -> bool:
    """Whether the function computes that derivative too: it never does."""
    return order == 0


def version() -> str:
    """Return nothing: a user's function carries no version."""
    return ""


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import the function; it takes the input alone."""
    return spec.make(lambda number: np.array([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return what the function returns; for orders 1 and 2 it is the user's own derivative function.

    A result that is no array of NumPy but speaks ``__array__`` or DLPack becomes one.
    """
    with np.errstate(all="ignore"):
        result = fn(values)
    if not isinstance(result, np.ndarray):
        if hasattr(result, "__array__"):
            return np.asarray(result)
        if hasattr(result, "__dlpack__"):
            return np.from_dlpack(result)
    return result  # type: ignore[no-any-return]  # checked by symact.candidates.behaviour
