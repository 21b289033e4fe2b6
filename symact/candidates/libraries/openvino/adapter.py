"""OpenVINO on the CPU: models of one operation, made here; forward only.

The plugin is told to compute in float32: by default it may compute float32 models in bfloat16.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import UnsupportedError
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

REQUIRES = "openvino"
DEFAULT_FORMATS = ("float32", "float16")
SUPPORTED = ("float32", "float16", "bfloat16")


def version() -> str:
    """Return OpenVINO's name, version, device and inner precision."""
    import openvino

    return f"openvino {openvino.__version__.split('-')[0]}, cpu, inference in float32"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Return a compiled model with one operation; arrays are constants, other arguments attributes.

    Raises:
        UnsupportedError: the format is not one of the plugin's.
    """
    import openvino

    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"OpenVINO is judged in {', '.join(SUPPORTED)}, not in {fmt.name}")
    kind = {"float32": openvino.Type.f32, "float16": openvino.Type.f16, "bfloat16": openvino.Type.bf16}[fmt.name]
    operations = openvino.opset15
    entry = operations.parameter(openvino.PartialShape([-1]), kind)
    arguments = {}
    for each in spec.arguments:
        # HardSigmoid, SELU and PReLU take scalars or one-element arrays alike.
        arguments[each.keyword] = each.to_python(lambda number: operations.constant(number, dtype=kind))
    node = resolve(spec.path)(entry, **arguments)
    model = openvino.Model([node], [entry], "symact")
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 2}
    compiled = openvino.Core().compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()

    def run(words: npt.NDArray[Any]) -> npt.NDArray[Any]:
        given = openvino.Tensor(words, openvino.Shape(list(words.shape)), kind)
        request.infer([given])
        got = request.get_output_tensor(0)
        return np.frombuffer(bytes(got.data.tobytes()), dtype=words.dtype)

    return run


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f at the values; encodings cross as they are."""
    if order:
        raise UnsupportedError("OpenVINO has no gradients")
    words = fn(np.ascontiguousarray(values).view(bits_dtype(fmt)))
    found: npt.NDArray[np.generic] = words.view(float_dtype(fmt))
    return found
