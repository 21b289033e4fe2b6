"""Squared ReLU: the square of ReLU."""

from sympy import Function, Max

from symact.definition.activation import Activation, Source, x

relu = Function("relu")

ACTIVATION = Activation(
    name="relu_squared",
    title="Squared ReLU",
    family="rectifier",
    aliases=("relu2", "squared_relu"),
    expression=Max(x, 0) ** 2,
    forms=(x * Max(x, 0), relu(x) ** 2),
    sources=(
        Source(
            "So et al. 2021, Primer: Searching for Efficient Transformers for Language Modeling, arXiv:2109.08668",
            "max(x, 0)^2",
        ),
    ),
)
