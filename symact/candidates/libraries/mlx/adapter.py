"""MLX on the CPU: functions as they are called, derivatives by the vector-Jacobian product with ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, Values
from symact.candidates.call import CallSpec
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format


class Mlx(Adapter):
    """Functions of arrays; those that MLX compiles take long for each of the short arrays."""

    title = "MLX"
    requires = "mlx"
    formats = ("float32", "float16", "bfloat16")
    default_formats = ("float32", "bfloat16")
    short_calls = 16

    def version(self) -> str:
        return f"mlx {_core().__version__}, cpu"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of MLX and bind its arguments; arrays take the format's dtype."""
        core = _core()
        self.check_format(fmt)
        return spec.make(lambda number: core.array([number], dtype=getattr(core, fmt.name)))

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f, a derivative, or the gradient for an upstream vector."""
        core = _core()
        if quantity.kind is Kind.VJP:
            fn = _gradient(core, fn, _crossed(upstream, fmt))
        else:
            for _ in range(quantity.order):
                fn = _gradient(core, fn)
        array = _crossed(inputs, fmt)
        result = fn(array)
        if result.dtype != array.dtype:
            raise TypeError(f"an array of {array.dtype} was expected, not of {result.dtype}")
        found: Values = np.array(result.view(getattr(core, f"uint{fmt.width}"))).view(float_dtype(fmt))
        return found


def _crossed(values: Values | None, fmt: Format) -> Any:
    """Return an array of MLX; encodings cross as integers."""
    core = _core()
    words = np.ascontiguousarray(values).view(bits_dtype(fmt))
    return core.array(words).view(getattr(core, fmt.name))


def _gradient(core: Any, fn: Function, upstream: Any = None) -> Function:
    def gradient(array: Any) -> Any:
        given = core.full(array.shape, 1.0, dtype=array.dtype) if upstream is None else upstream
        _, pulled = core.vjp(fn, [array], [given])
        return pulled[0]

    return gradient


def _core() -> Any:
    import mlx.core

    mlx.core.set_default_device(mlx.core.cpu)
    return mlx.core
