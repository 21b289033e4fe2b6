"""Seagull: the logarithm of 1 plus the square."""

from sympy import log

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="seagull",
    title="Seagull",
    family="even",
    expression=log(1 + x**2),
    sources=(
        Source(
            "Gao and Zhang 2020, A Use of Even Activation Functions in Neural Networks, arXiv:2011.11713",
            "log(1 + x^2)",
        ),
    ),
)
