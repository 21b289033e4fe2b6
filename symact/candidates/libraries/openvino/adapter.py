"""OpenVINO on the CPU: models of one operation, made here; forward only.

The plugin is set to compute in float32: by default it may compute float32 models in bfloat16.
"""

from __future__ import annotations

import numpy as np

from symact.candidates import Adapter, Function, Values
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
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

        def run(values: Values) -> Values:
            # Encodings cross as they are.
            words = np.ascontiguousarray(values).view(bits_dtype(fmt))
            given = openvino.Tensor(words, openvino.Shape(list(words.shape)), kind)
            request.infer([given])
            got = request.get_output_tensor(0)
            return np.frombuffer(bytes(got.data.tobytes()), dtype=float_dtype(fmt))

        return run
