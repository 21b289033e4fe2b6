"""Paddle on the CPU: functions as they are called, derivatives by paddle.grad."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format


class Paddle(Adapter):
    """Eager functions of tensors."""

    title = "Paddle"
    requires = "paddle"
    formats = ("float64", "float32", "float16", "bfloat16")
    default_formats = ("float32", "float64")

    def version(self) -> str:
        return f"paddle {_paddle().__version__}, cpu"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of Paddle and bind its arguments; arrays take the format's dtype."""
        paddle = _paddle()
        self.check_format(fmt)
        return spec.make(lambda number: paddle.to_tensor([number], dtype=fmt.name))

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f, a derivative, or the gradient for an upstream vector.

        Raises:
            UnsupportedError: there is no kernel for the format, or no derivative of that order.
        """
        paddle = _paddle()
        order = 1 if quantity.kind is Kind.VJP else quantity.order
        tensor = _crossed(inputs, fmt, order)
        given = None if upstream is None else [_crossed(upstream, fmt, 0)]
        with _kernels(fmt, order):
            result = fn(tensor)
            for step in range(order):
                (result,) = paddle.grad([result], [tensor], grad_outputs=given, create_graph=step + 1 < order)
        found = np.asarray(result.numpy())
        return found.view(float_dtype(fmt)) if found.dtype == bits_dtype(fmt) else found


def _crossed(values: Values, fmt: Format, order: int) -> Any:
    # Paddle's arrays of bfloat16 are NumPy's of uint16.
    given = np.ascontiguousarray(values).view(np.uint16) if fmt.name == "bfloat16" else np.ascontiguousarray(values)
    return _paddle().to_tensor(given, dtype=fmt.name, stop_gradient=order == 0)


@contextmanager
def _kernels(fmt: Format, order: int) -> Iterator[None]:
    """Turn what Paddle raises for a kernel that it lacks into `UnsupportedError`."""
    try:
        yield
    # From within a backward function it arrives as an OSError.
    except (RuntimeError, NotImplementedError, ValueError, OSError) as error:
        text = str(error)
        if "not registered" in text or "kernel" in text or "NotFound" in text or "Unimplemented" in text:
            raise UnsupportedError(f"Paddle has no kernel for {fmt.name}, order {order}") from None
        raise


def _paddle() -> Any:
    import paddle

    paddle.set_device("cpu")
    return paddle
