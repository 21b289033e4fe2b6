"""ONNX Runtime on the CPU: models of one node, made here; forward only."""

from __future__ import annotations

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError
from symact.candidates.call import CallSpec
from symact.errors import CandidateError
from symact.formats.floating import Format

OPSET, IR_VERSION = 22, 10
"""Operator set and file version of the models: the newest that every runtime of the last years reads."""


class OnnxRuntime(Adapter):
    """Models of one node."""

    title = "ONNX Runtime"
    requires = "onnxruntime"
    formats = ("float64", "float32", "float16")
    default_formats = ("float32", "float16")

    def version(self) -> str:
        import onnxruntime

        return f"onnxruntime {onnxruntime.__version__}, cpu"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return a session of a model with one node: floats become attributes, arrays further inputs.

        Raises:
            UnsupportedError: the runtime has no kernel of the operator for the format.
            CandidateError: the package onnx, which writes models, is not installed.
        """
        import onnxruntime

        self.check_format(fmt)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(_model(spec, fmt), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            # Its exceptions have no common class; one that names a kernel says that the format is not implemented.
            text = str(error).splitlines()[0]
            if "NOT_IMPLEMENTED" in text or "INVALID_GRAPH" in text or "Type Error" in text:
                raise UnsupportedError(f"{spec.path}: no kernel for {fmt.name}") from None
            raise
        return lambda values: session.run(None, {"x": values})[0]


def _model(spec: CallSpec, fmt: Format) -> bytes:
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ImportError:
        raise CandidateError(
            "the package onnx is not installed; pip install '.[onnxruntime]' in a clone of symact"
        ) from None
    kind = {"float64": TensorProto.DOUBLE, "float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16}[fmt.name]
    attributes, arrays = {}, []
    for each in spec.arguments:
        value = each.to_python(lambda number: np.array(number, dtype=fmt.name))
        if isinstance(value, np.ndarray):
            arrays.append(numpy_helper.from_array(value, each.keyword))
        else:
            attributes[each.keyword] = value
    domain, _, operator = spec.path.partition(".")[2].rpartition(".")
    node = helper.make_node(operator, ["x", *(array.name for array in arrays)], ["y"], domain=domain, **attributes)
    ends = [helper.make_tensor_value_info(name, kind, None) for name in "xy"]
    graph = helper.make_graph([node], "symact", ends[:1], ends[1:], arrays)
    opsets = [helper.make_opsetid("", OPSET), *([helper.make_opsetid(domain, 1)] if domain else [])]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    data: bytes = model.SerializeToString()
    return data
