"""PyTorch through torch.compile: what Inductor makes of the same functions."""

from __future__ import annotations

from typing import Any

from symact.candidates import Function, UnsupportedError
from symact.candidates.call import CallSpec
from symact.candidates.libraries.torch.adapter import Torch
from symact.definition.quantity import Kind, Quantity
from symact.formats.floating import Format


class TorchCompile(Torch):
    """Functions of tensors, compiled; of the short arrays some lengths anew."""

    title = "torch.compile"
    profiles_of = "torch"
    short_calls = 8
    layouts = ()
    by_parameters = False

    def version(self) -> str:
        return f"{super().version()}, compiled"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of PyTorch, bind its arguments, and have it compiled at its first call."""
        import torch

        inner = super().make(spec, fmt)
        # A compiled function is kept for its code, which all bound functions share.
        torch._dynamo.reset()
        return torch.compile(lambda tensor, *shared: inner(tensor, *shared), dynamic=True)  # type: ignore[no-any-return]

    def _result(self, fn: Function, tensor: Any, quantity: Quantity, upstream: Any = None) -> Any:
        """Return f or its gradient by autograd through the compiled function.

        Raises:
            UnsupportedError: a derivative that compiled functions do not have.
        """
        if quantity.kind is Kind.JVP:
            raise UnsupportedError("torch.compile has no forward mode")
        order = 1 if quantity.kind is Kind.VJP else quantity.order
        if order > 1:
            raise UnsupportedError("torch.compile has no second derivatives")
        try:
            return super()._result(fn, tensor, quantity, upstream)
        except RuntimeError as error:
            if "is not implemented" in str(error):
                raise UnsupportedError(f"PyTorch has no derivative of order {order} here") from None
            raise
