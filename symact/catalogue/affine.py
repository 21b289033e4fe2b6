"""Affine function: a straight line."""

from sympy import Function

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default=1, says="slope")
b = Param.real("beta", default=0, says="offset")
linear = Function("linear")

ACTIVATION = Activation(
    name="affine",
    title="Affine",
    family="linear",
    expression=a.symbol * x + b.symbol,
    params=(a, b),
    forms=(linear(x, a.symbol) + b.symbol,),
    sources=(
        Source("ONNX operator Affine, version 1", "y = alpha*x + beta, removed later"),
        Source("oneDNN documentation, eltwise_linear", "alpha*x + beta"),
    ),
)
