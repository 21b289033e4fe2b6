"""GoLU, the Gompertz linear unit: x times exp(-exp(-x))."""

from sympy import exp

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="golu",
    title="GoLU",
    family="gated",
    expression=x * exp(-exp(-x)),
    sources=(
        Source(
            "Das et al. 2025, Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics, "
            "arXiv:2502.03654",
            "x*Gompertz(x), Gompertz(x) = exp(-exp(-x))",
        ),
    ),
)
