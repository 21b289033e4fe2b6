"""Adapters to what is on trial: one file each, found by its name, a library imported only when named.

An adapter of a library is a module ``libraries/<library>/adapter.py`` with the names of `Adapter`. Importing
it must not import its library: listing what a library has is done without it. An adapter of targets that have
a form, such as ``module:function`` or ``cmd:PROGRAM``, is a module ``own/<name>.py`` with the names of `Form`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from symact.candidates import own
from symact.candidates.call import CallSpec
from symact.errors import SymactError, unknown_name
from symact.formats.floating import Format

LIBRARIES = Path(__path__[0]) / "libraries"
"""Looked at, not imported: what it holds needs definitions, which the worker does without."""

DEVICE = "SYMACT_DEVICE"
"""The environment variable that tells a candidate's process on which device a library is to compute."""

FUNCTION = "module:function"
"""A target of the form that functions of NumPy arrays have."""


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


class Form(Adapter, Protocol):
    """What the module of a form of targets holds, beside the names of an adapter."""

    SHOWN: str
    """The form as messages show it, such as ``cmd:PROGRAM``."""

    def claims(self, target: str) -> bool:
        """Whether a target has this form; forms exclude each other."""

    def serves(self, target: str, order: int) -> bool:
        """Whether one target of this form computes the derivative of that order too."""


@cache
def forms() -> tuple[Form, ...]:
    """Return the adapters of all forms; none imports a library."""
    found = sorted(info.name for info in pkgutil.iter_modules(own.__path__))
    return tuple(cast(Form, importlib.import_module(f"{own.__name__}.{name}")) for name in found)


def form(target: str) -> Form | None:
    """Return the adapter of a target's form, None if it is a library's name."""
    return next((each for each in forms() if each.claims(target)), None)


def check_device(target: str, device: str) -> None:
    """Raise SymactError unless a target's adapter can compute on a device; all can on the CPU."""
    known = getattr(adapter(target), "DEVICES", ("cpu",))
    if device.partition(":")[0] not in known:
        raise SymactError(f"--device {device}: {target} is judged on {' or '.join(known)}")


def names() -> tuple[str, ...]:
    """Return the libraries that have an adapter, sorted; imports none."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules([str(LIBRARIES)])))


@cache
def adapter(target: str) -> Adapter:
    """Return the adapter of a target: a library's name, or one that has a form such as ``module:function``.

    Raises:
        SymactError: no library of that name has one; the message names the nearest.
    """
    found = form(target)
    if found is not None:
        return found
    if target not in names():
        raise unknown_name("target", target, (*names(), *(each.SHOWN for each in forms())))
    return cast(Adapter, importlib.import_module(f"{__name__}.libraries.{target}.adapter"))
