"""Phish: x times the tanh of its GELU."""

from sympy import Function, erf, sqrt, tanh

from symact.definition.activation import Activation, Source, x

gelu = Function("gelu")

ACTIVATION = Activation(
    name="phish",
    title="Phish",
    family="gated",
    expression=x * tanh(x * (1 + erf(x / sqrt(2))) / 2),
    forms=(x * tanh(gelu(x)),),
    sources=(
        Source(
            "Naveen 2022, Phish: A Novel Hyper-Optimizable Activation Function, TechRxiv 17283824", "x*tanh(GELU(x))"
        ),
    ),
)
