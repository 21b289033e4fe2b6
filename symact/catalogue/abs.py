"""Absolute value: the input without its sign."""

from sympy import Abs, Function, Max

from symact.definition.activation import Activation, Source, x

relu = Function("relu")

ACTIVATION = Activation(
    name="abs",
    title="Absolute value",
    family="rectifier",
    aliases=("absolute",),
    expression=Abs(x),
    forms=(Max(x, -x), relu(x) + relu(-x)),
    sources=(
        Source("ONNX operator Abs, version 13", "y = abs(x)"),
        Source("oneDNN documentation, eltwise_abs", "x if x > 0, -x if x <= 0"),
    ),
)
