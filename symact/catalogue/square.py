"""Square of the input."""

from sympy import Abs

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="square",
    title="Square",
    family="polynomial",
    expression=x**2,
    forms=(Abs(x) ** 2, x * Abs(x)),
    sources=(Source("oneDNN documentation, eltwise_square", "x^2"),),
)
