"""Results from a file, ``outputs:FILE``: computed anywhere from the inputs that ``symact inputs`` wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates.call import CallSpec
from symact.errors import CandidateError
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format
from symact.formats.raw_words import read_words

REQUIRES = ""
DEFAULT_FORMATS = ("float32",)
SHOWN = "outputs:FILE"
PREFIX = "outputs:"

TRIED_ONCE = True
"""A file cannot be called again."""


def claims(target: str) -> bool:
    """Whether a target is a file of results."""
    return target.startswith(PREFIX)


def serves(target: str, order: int) -> bool:
    """Whether the file may hold that derivative: it holds what the user says."""
    return True


def version() -> str:
    """Return nothing: a file carries no version."""
    return ""


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Return the file's results as a function of the number of inputs."""
    path = spec.path.removeprefix(PREFIX)
    return lambda count: read_words(path, fmt, count)


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return the results in the file.

    Raises:
        CandidateError: it cannot be read, or holds another number of results.
    """
    try:
        found: npt.NDArray[np.generic] = fn(len(values)).view(float_dtype(fmt))
    except CandidateError as error:
        what = str(error).partition(": ")[2]
        raise CandidateError(f"{what}; symact inputs writes the inputs that they belong to") from None
    return found
