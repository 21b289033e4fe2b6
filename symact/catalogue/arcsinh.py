"""Inverse hyperbolic sine of the input."""

from sympy import asinh, log, sqrt

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="arcsinh",
    title="Arcsinh",
    family="sigmoid",
    aliases=("asinh",),
    expression=asinh(x),
    forms=(log(x + sqrt(x**2 + 1)),),
    sources=(Source("Paddle documentation, paddle.asinh", "activation operator asinh(x)"),),
)
