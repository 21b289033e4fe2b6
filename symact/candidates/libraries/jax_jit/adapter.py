"""JAX on the CPU, compiled by jax.jit: what XLA makes of the same functions."""

from __future__ import annotations

import numpy as np

from symact.candidates import Function, Values
from symact.candidates.libraries.jax.adapter import Jax
from symact.definition.quantity import Quantity
from symact.formats.floating import Format


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

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f or a derivative, all of it compiled as one function; the gradient's takes its upstream gradient."""
        if quantity == Quantity.of_order(1):
            quantity, upstream = Quantity.VJP, np.ones(inputs.shape, dtype=inputs.dtype)
        return super().evaluate(fn, inputs, fmt, quantity, upstream)
