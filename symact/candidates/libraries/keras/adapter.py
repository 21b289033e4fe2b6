"""Keras on TensorFlow, on the CPU: functions as they are called, derivatives by GradientTape."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format

REQUIRES = "keras"
DEFAULT_FORMATS = ("float32", "bfloat16")
SUPPORTED = ("float64", "float32", "float16", "bfloat16")


def version() -> str:
    """Return the names and versions of Keras and TensorFlow, and the device."""
    import keras

    return f"keras {keras.__version__}, tensorflow {_tensorflow().__version__}, cpu"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of Keras and bind its arguments; arrays take the format's dtype."""
    tensorflow = _tensorflow()
    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"Keras is judged in {', '.join(SUPPORTED)}, not in {fmt.name}")
    return spec.make(lambda number: tensorflow.constant([number], dtype=fmt.name))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or a derivative."""
    tensorflow = _tensorflow()
    tensor = tensorflow.convert_to_tensor(np.ascontiguousarray(values))
    return _back(_derivative(tensorflow, fn, tensor, order), fmt)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    tensorflow = _tensorflow()
    tensor = tensorflow.convert_to_tensor(np.ascontiguousarray(values))
    with tensorflow.GradientTape() as tape:
        tape.watch(tensor)
        result = fn(tensor)
    given = tensorflow.fill(result.shape, tensorflow.constant(upstream, result.dtype))
    return _back(tape.gradient(result, tensor, output_gradients=given), fmt)


def _back(tensor: Any, fmt: Format) -> npt.NDArray[np.generic]:
    result = np.asarray(tensor)
    # TensorFlow and ml_dtypes agree on the encodings of bfloat16.
    return result.view(float_dtype(fmt)) if result.dtype.itemsize * 8 == fmt.width else result


def _derivative(tensorflow: Any, fn: Callable[[Any], Any], tensor: Any, order: int) -> Any:
    if order == 0:
        return fn(tensor)
    with tensorflow.GradientTape() as tape:
        tape.watch(tensor)
        inner = _derivative(tensorflow, fn, tensor, order - 1)
    found = tape.gradient(inner, tensor)
    if found is None:
        raise UnsupportedError(f"TensorFlow has no derivative of order {order} here")
    return found


def _tensorflow() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import tensorflow

    return tensorflow
