"""A user's own function of a library's arrays, ``torch:module:function``: the library differentiates it."""

from __future__ import annotations

from pathlib import Path

from symact.candidates import Adapter, Form, Order, adapter, names
from symact.candidates.own.function import PATH, ModuleFunction


class LibraryFunction(Form):
    """Functions of tensors of PyTorch or arrays of JAX, called and differentiated as the library's own are."""

    shown = "torch:module:function"

    def claims(self, target: str) -> bool:
        """Whether a target is ``library:module:function``, of a library that calls functions of one's own."""
        library, _, path = target.partition(":")
        return bool(PATH.fullmatch(path)) and library in names() and adapter(library).calls_own

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the module's file, which is not imported."""
        return ModuleFunction().files(self.path(target))

    def serves(self, target: str, order: Order) -> bool:
        """Whether it computes that too: by the library's automatic differentiation."""
        return True

    def caller(self, target: str) -> Adapter:
        """Return the library's adapter."""
        return adapter(target.partition(":")[0])

    def path(self, target: str) -> str:
        """Return ``module:function``."""
        return target.partition(":")[2]
