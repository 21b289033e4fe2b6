"""OpenVINO on the CPU: models of one operation, made here; forward only.

The plugin is set to compute in float32: by default it may compute float32 models in bfloat16.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import Adapter, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
from symact.definition.quantity import Quantity
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format


class OpenVino(Adapter):
    """Compiled models of one operation."""

    title = "OpenVINO"
    requires = "openvino"
    formats = ("float32", "float16", "bfloat16")
    default_formats = ("float32", "float16")

    def version(self) -> str:
        import openvino

        return f"openvino {openvino.__version__.split('-')[0]}, cpu, inference in float32"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return a compiled model with one operation; arrays are constants, other arguments attributes.

        Raises:
            UnsupportedError: the format is not one of the plugin's.
        """
        import openvino

        self.check_format(fmt)
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
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f at the values; encodings cross as they are."""
        if quantity != Quantity.VALUE:
            raise UnsupportedError("OpenVINO has no gradients")
        words = fn(np.ascontiguousarray(inputs).view(bits_dtype(fmt)))
        found: Values = words.view(float_dtype(fmt))
        return found
