"""Smish: x times the tanh of the logarithm of 1 plus its sigmoid."""

from sympy import Function, exp, log, tanh

from symact.definition.activation import Activation, Source, x

sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="smish",
    title="Smish",
    family="gated",
    expression=x * tanh(log(1 + 1 / (1 + exp(-x)))),
    forms=(x * tanh(log(1 + sigmoid(x))),),
    sources=(
        Source(
            "Wang, Ren and Wang 2022, Smish: A Novel Activation Function for Deep Learning Methods, "
            "Electronics 11(4), 540",
            "x*tanh(ln(1 + sigmoid(x)))",
        ),
    ),
)
