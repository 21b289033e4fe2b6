"""Adapters to what is on trial: one file each, found by its name, a library imported only when named.

An adapter of a library is a module ``libraries/<library>/adapter.py`` with a subclass of `Adapter`. Importing
it must not import its library: listing what a library has is done without it. An adapter of targets that have
a form, such as ``module:function`` or ``cmd:PROGRAM``, is a module ``own/<name>.py`` with a subclass of `Form`.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from symact.candidates import own
from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.candidates.releases import released
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import SymactError, unknown_name

if TYPE_CHECKING:
    # Sheets and lists name libraries without arrays.
    import numpy as np
    import numpy.typing as npt

    from symact.formats.arrays import Bits
    from symact.formats.floating import Format

LIBRARIES = Path(__path__[0]) / "libraries"
"""Looked at, not imported: what it holds needs definitions, which the worker does without."""

DEVICE = "SYMACT_DEVICE"
"""The environment variable that names the device on which a library is to compute in a candidate's process."""

SHORT_CALLS = 64
"""Short arrays that are tried, beside those at special inputs."""

FUNCTION = "module:function"
"""A target of the form that functions of NumPy arrays have."""


class UnsupportedError(SymactError):
    """A library cannot compute this: a format, an order or an argument it does not have; skipped, and reported."""


Values: TypeAlias = "npt.NDArray[np.generic]"
"""An array of a format's dtype."""

Order = int | str
"""A quantity as questions and files name it: the order of a derivative, "jvp" or "vjp"."""

Function = Callable[..., Any]
"""What `Adapter.make` returns: a function of the library's own arrays."""


class Adapter:
    """How one library, or one form of targets, is called; a subclass says what differs from these defaults.

    It is the one subclass in its module and is constructed without arguments, once a process. `make` must be
    there; the rest is declared where it differs.
    """

    title: ClassVar[str] = ""
    """The name in messages, such as "Keras"."""
    requires: ClassVar[str] = ""
    """The module that must be installed, "" for none."""
    profiles_of: ClassVar[str] = ""
    """The library whose profiles say what there is and how it is spelled; "" for the one of the adapter's own name."""
    formats: ClassVar[tuple[str, ...]] = ()
    """Formats that it is judged in; () for all, or where each function has its own."""
    default_formats: ClassVar[tuple[str, ...]] = ("float32",)
    """Formats judged when the user names none."""
    devices: ClassVar[tuple[str, ...]] = ("cpu",)
    """Where it can compute, as in ``--device``; the environment variable `DEVICE` names the one that is wanted."""
    short_calls: ClassVar[int] = SHORT_CALLS
    """Short arrays on which a candidate is tried; fewer where each length is compiled anew."""
    layouts: ClassVar[tuple[str, ...]] = ()
    """Layouts of memory that are tried beside a contiguous array: "strided", "reversed", "transposed", "empty"."""
    repeatable: ClassVar[bool] = True
    """Whether a candidate can be called more than once, and so on other arrays than the whole one."""

    resides: ClassVar[bool] = False
    """Whether results can stay where the library computes, as tensors of torch: `resident` is there."""

    calls_own: ClassVar[bool] = False
    """Whether `make` takes functions of one's own too, of the library's arrays."""

    by_parameters: ClassVar[bool] = False
    """Whether `make` follows `CallSpec.by`: derivatives by parameters."""

    bound: ClassVar[float | None] = None
    """The greatest error allowed, ulp, where the user states none; None where nothing is required then."""

    def formats_of(self, target: str) -> tuple[str, ...]:
        """Return the formats judged when the user names none, () where nothing tells it."""
        return self.default_formats

    def pairs(self, target: str, fmt: Format) -> tuple[Bits, Bits] | None:
        """Return inputs and results of a target that has its own, as encodings; None if it can be called."""
        return None

    def version(self) -> str:
        """Return the library's name and version as a verdict gives them; "" where there is none."""
        return ""

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function and bind its arguments.

        Args:
            spec: the function's path and its arguments besides the input.
            fmt: format of inputs and results.

        Raises:
            CandidateError: it cannot be imported.
            UnsupportedError: the library does not do this format.
        """
        raise NotImplementedError

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return the function, a derivative or a vector-Jacobian product at the inputs, in the format's dtype.

        By default the function alone, called on arrays of NumPy.

        Args:
            fn: what `make` and `of_rows` returned, or a user's own function of the library's arrays.
            inputs: shape (n,), of rows, such as softmax's, (rows, n), of n pairs, such as GLU's, (2n,): every a, then
                every b. Of the format's dtype; what is written into them is noticed.
            fmt: the format.
            quantity: what is asked for.
            upstream: the vector of a VJP, shape and dtype of the results, or of a JVP, shape of the inputs; None for
                other quantities.

        Raises:
            UnsupportedError: the library does not do this format or quantity.
        """
        import numpy as np

        if quantity != Quantity.VALUE:
            raise UnsupportedError(f"{self.title} has no gradients")
        with np.errstate(all="ignore"):
            return np.asarray(fn(inputs))

    def resident(self, fn: Function, encodings: Any, quantity: Quantity) -> Any:
        """Return what `evaluate` does, where the library computes it, for one that `resides`.

        Args:
            fn: what `make` returned.
            encodings: of float32 inputs, a tensor of torch's int32 on the device.
            quantity: what is asked for; a derivative or the function itself.

        Returns:
            The encodings of the results, a tensor of int32 on the device.
        """
        raise NotImplementedError

    def of_rows(self, fn: Function, shape: RowShape, fmt: Format) -> Function:
        """Return what `make` returned as a function of rows or pairs of a shape, for `evaluate` to be given.

        What takes its arrays as they come is the same function; what must know how many results there are, or is given
        vectors that all rows share, is another.
        """
        shared = [self.array(each, fmt) for each in shape.shared(fmt)]
        return (lambda x: fn(x, *shared)) if shared else fn

    def array(self, values: Values, fmt: Format) -> Any:
        """Return an array of the library's own, for arguments such as the weights of a norm.

        Raises:
            UnsupportedError: the library has no such arguments here.
        """
        raise UnsupportedError(f"{self.title} is judged without weights here")

    def content(self, target: str) -> str:
        """Return what decides a target's results besides its name, without importing it: versions, digests of files.

        A run that goes on from a checkpoint must find the same.
        """
        # What is built on a library computes with that one's code too, as timm does with PyTorch's.
        modules = dict.fromkeys(each.requires for each in type(self).__mro__ if issubclass(each, Adapter))
        return " ".join(filter(None, map(released, modules)))

    def noticed(self) -> list[Finding]:
        """Return findings of the adapter's own since the last call."""
        return []

    def check_format(self, fmt: Format) -> None:
        """Raise UnsupportedError for a format that is not among `formats`."""
        if self.formats and fmt.name not in self.formats:
            raise UnsupportedError(f"{self.title} is judged in {', '.join(self.formats)}, not in {fmt.name}")


class Form(Adapter):
    """How targets of one form are called, such as ``cmd:PROGRAM``: what one's own are, that no library has."""

    shown: ClassVar[str]
    """The form as messages show it."""

    def claims(self, target: str) -> bool:
        """Whether a target has this form; forms exclude each other."""
        raise NotImplementedError

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the files that a target's results come from, as far as its text shows."""
        return ()

    def caller(self, target: str) -> Adapter:
        """Return the adapter that calls a target: this one, unless a library does."""
        return self

    def path(self, target: str) -> str:
        """Return what `make` of the caller takes as path: the target, unless it names a library besides."""
        return target

    def content(self, target: str) -> str:
        """Return a digest of the target's files."""
        digest = hashlib.sha256()
        for path in self.files(target):
            with contextlib.suppress(OSError):
                digest.update(path.read_bytes() if path.is_file() else b"")
        return digest.hexdigest()

    def of_rows(self, fn: Function, shape: RowShape, fmt: Format) -> Function:
        """Return the function with the shape of a row, which decides how many results there are."""
        return partial(fn, shape=shape)

    def serves(self, target: str, order: Order) -> bool:
        """Whether one target of this form computes that too; what takes x and a vector is a JVP or VJP by itself."""
        return order == 0 or isinstance(order, str)


Kind = TypeVar("Kind", bound=Adapter)


@cache
def forms() -> tuple[Form, ...]:
    """Return the adapters of all forms; none imports a library."""
    found = sorted(info.name for info in pkgutil.iter_modules(own.__path__))
    return tuple(_only(f"{own.__name__}.{name}", Form) for name in found)


def form(target: str) -> Form | None:
    """Return the adapter of a target's form, None if it is a library's name."""
    return next((each for each in forms() if each.claims(target)), None)


def is_target(text: str) -> bool:
    """Whether a text names a library that has an adapter, or has a target's form."""
    return text in names() or form(text) is not None


def check_device(target: str, device: str) -> None:
    """Raise SymactError unless a target's adapter can compute on a device; all can on the CPU."""
    known = adapter(target).devices
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
        return found.caller(target)
    if target not in names():
        meant = own.with_colon(target)
        raise unknown_name("target", target, (meant,) if form(meant) else (*names(), *(each.shown for each in forms())))
    return _only(f"{__name__}.libraries.{target}.adapter", Adapter)


def content(target: str) -> list[str]:
    """Return what decides a target's results besides its name: of its files, and of the library that calls it."""
    found = form(target)
    return [found.content(target), adapter(target).content(target)] if found else [adapter(target).content(target)]


def _only(module: str, kind: type[Kind]) -> Kind:
    """Return an instance of the one subclass that a module defines."""
    (found,) = (
        each
        for each in vars(importlib.import_module(module)).values()
        if isinstance(each, type) and issubclass(each, kind) and each.__module__ == module
    )
    return found()
