"""PyTorch through torch.compile: what Inductor makes of the same functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.candidates.libraries.torch import adapter
from symact.formats.floating import Format

REQUIRES = "torch"
DEFAULT_FORMATS = adapter.DEFAULT_FORMATS
PROFILES_OF = "torch"
DEVICES = adapter.DEVICES

SHORT_CALLS = 8
"""Short arrays that are tried: some lengths are compiled anew."""


def version() -> str:
    """Return PyTorch's name, version and how it is called."""
    return f"{adapter.version()}, compiled"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of PyTorch, bind its arguments, and have it compiled at its first call."""
    import torch

    inner = adapter.make(spec, fmt)
    # A compiled function is kept for its code, which all bound functions share.
    torch._dynamo.reset()
    return torch.compile(lambda tensor: inner(tensor), dynamic=True)  # type: ignore[no-any-return]


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or its gradient by autograd through the compiled function.

    Raises:
        UnsupportedError: a derivative that compiled functions do not have.
    """
    if order > 1:
        raise UnsupportedError("torch.compile has no second derivatives")
    try:
        return adapter.evaluate(fn, values, fmt, order)
    except RuntimeError as error:
        if "is not implemented" in str(error):
            raise UnsupportedError(f"PyTorch has no derivative of order {order} here") from None
        raise


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    return adapter.evaluate_with(fn, values, fmt, upstream)
