"""JAX on the CPU, compiled by jax.jit: what XLA makes of the same functions."""

from __future__ import annotations

from typing import Any

from symact.candidates import Function
from symact.candidates.libraries.jax.adapter import Jax
from symact.definition.quantity import Quantity


class JaxJit(Jax):
    """Functions of JAX, each compiled as one; of the short arrays each length anew."""

    title = "jax.jit"
    profiles_of = "jax"
    short_calls = 8

    def version(self) -> str:
        return f"{super().version()}, jit"

    def called(self, fn: Function) -> Function:
        """Return a function of JAX compiled."""
        import jax

        return jax.jit(fn)  # type: ignore[no-any-return]

    def _result(self, fn: Function, argument: Any, quantity: Quantity, upstream: Any = None) -> Any:
        """Return f or a derivative, all of it compiled as one function; the gradient's takes its upstream gradient."""
        if quantity == Quantity.of_order(1):
            import jax

            quantity, upstream = Quantity.VJP, jax.numpy.ones_like(argument)
        return super()._result(fn, argument, quantity, upstream)
