"""Tanh, the hyperbolic tangent."""

from sympy import Function, exp, tanh

from symact.definition.activation import Activation, Source, x

sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="tanh",
    title="Tanh",
    family="sigmoid",
    expression=tanh(x),
    forms=(2 * sigmoid(2 * x) - 1, (exp(x) - exp(-x)) / (exp(x) + exp(-x)), 1 - 2 / (1 + exp(2 * x))),
    sources=(
        Source("LeCun, Bottou, Orr and Mueller 1998, Efficient BackProp", "symmetric sigmoids are preferred"),
        Source("PyTorch documentation, torch.tanh", "hyperbolic tangent"),
    ),
)
