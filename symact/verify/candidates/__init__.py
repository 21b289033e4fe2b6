"""Adapters to the libraries on trial: one file a library, found by its name, imported only when named.

An adapter is a module ``<library>_adapter`` with the names of `Adapter`. Importing it must not
import its library: listing what a library has is done without it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError, unknown_name
from symact.formats import Format
from symact.verify.callspec import CallSpec

SUFFIX = "_adapter"

FUNCTION = "function"
"""The adapter of targets of the form ``module:function``; it is not named itself."""


class UnsupportedError(SymactError):
    """A library cannot compute this: a format, an order or an argument it does not have; skipped aloud."""


class Adapter(Protocol):
    """What the module of an adapter holds."""

    REQUIRES: str
    """The distribution that must be installed, or "" for none."""
    DEFAULT_FORMATS: tuple[str, ...]
    """Formats judged when the user names none."""

    def version(self) -> str:
        """Return the library's name and version."""

    def make(self, spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
        """Import a function and bind its arguments."""

    def evaluate(
        self, fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
    ) -> npt.NDArray[np.generic]:
        """Return f or its derivative of that order at the values, in the format's dtype.

        Args:
            fn: what `make` returned, or a user's own function of the library's arrays.
            values: inputs in the format's dtype, shape (n,); what is written into them is noticed.
            fmt: the format.
            order: 0 for the function, 1 or 2 for its derivatives.

        Raises:
            UnsupportedError: the library does not do this format or order.
        """


def names() -> tuple[str, ...]:
    """Return the libraries that have an adapter, sorted; imports none."""
    found = (info.name for info in pkgutil.iter_modules(__path__))
    return tuple(sorted(n.removesuffix(SUFFIX) for n in found if n.endswith(SUFFIX) and n != FUNCTION + SUFFIX))


@cache
def adapter(target: str) -> Adapter:
    """Return the adapter of a target: a library's name, or ``module:function``.

    Raises:
        SymactError: no library of that name has one; the message names the nearest.
    """
    name = FUNCTION if ":" in target else target
    if name != FUNCTION and name not in names():
        raise unknown_name("target", target, (*names(), "module:function"))
    return cast(Adapter, importlib.import_module(f"{__name__}.{name}{SUFFIX}"))
