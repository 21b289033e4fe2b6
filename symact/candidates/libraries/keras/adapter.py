"""Keras on TensorFlow, on the CPU: functions as they are called, derivatives by GradientTape."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.releases import released
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format


class Keras(Adapter):
    """Eager functions."""

    title = "Keras"
    requires = "keras"
    formats = ("float64", "float32", "float16", "bfloat16")
    default_formats = ("float32", "bfloat16")

    def version(self) -> str:
        import keras

        return f"keras {keras.__version__}, tensorflow {imported().__version__}, cpu"

    def content(self, target: str) -> str:
        """Return the versions, with that of TensorFlow, which computes."""
        return f"{super().content(target)} {released('tensorflow')}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of Keras and bind its arguments; arrays take the format's dtype."""
        tensorflow = imported()
        self.check_format(fmt)
        return spec.make(lambda number: tensorflow.constant([number], dtype=fmt.name))

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f, a derivative, or the gradient for an upstream vector."""
        tensorflow = imported()
        tensor = tensorflow.convert_to_tensor(np.ascontiguousarray(inputs))
        if quantity.kind is not Kind.VJP:
            return _back(_derivative(tensorflow, fn, tensor, quantity.order), fmt)
        with tensorflow.GradientTape() as tape:
            tape.watch(tensor)
            result = fn(tensor)
        given = tensorflow.convert_to_tensor(upstream)
        return _back(tape.gradient(result, tensor, output_gradients=given), fmt)


def _back(tensor: Any, fmt: Format) -> Values:
    result = np.asarray(tensor)
    # TensorFlow and ml_dtypes agree on the encodings of bfloat16.
    return result.view(float_dtype(fmt)) if result.dtype.itemsize * 8 == fmt.width else result


def _derivative(tensorflow: Any, fn: Function, tensor: Any, order: int) -> Any:
    if order == 0:
        return fn(tensor)
    with tensorflow.GradientTape() as tape:
        tape.watch(tensor)
        inner = _derivative(tensorflow, fn, tensor, order - 1)
    found = tape.gradient(inner, tensor)
    if found is None:
        raise UnsupportedError(f"TensorFlow has no derivative of order {order} here")
    return found


def imported() -> Any:
    """Return TensorFlow, imported with what keeps it quiet and on the CPU."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import tensorflow

    return tensorflow
