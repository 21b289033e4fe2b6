"""Logish: x times the logarithm of 1 plus its sigmoid."""

from sympy import Function, exp, log

from symact.definition.activation import Activation, Source, x

sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="logish",
    title="Logish",
    family="gated",
    expression=x * log(1 + 1 / (1 + exp(-x))),
    forms=(x * log(1 + sigmoid(x)),),
    sources=(
        Source(
            "Zhu, Zeng, Liu and Zhang 2021, Logish: A new nonlinear nonmonotonic activation function for "
            "convolutional neural network, Neurocomputing, doi:10.1016/j.neucom.2021.06.067",
            "x*ln(1 + sigmoid(x))",
        ),
    ),
)
