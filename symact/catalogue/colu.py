"""CoLU, the collapsing linear unit."""

from sympy import exp

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="colu",
    title="CoLU",
    family="gated",
    expression=x / (1 - x * exp(-(x + exp(x)))),
    sources=(
        Source("Vagerwal 2021, Deeper Learning with CoLU Activation, arXiv:2112.12078", "x/(1 - x*exp(-(x + exp(x))))"),
    ),
)
