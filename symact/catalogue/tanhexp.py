"""TanhExp: x times the tanh of its exponential."""

from sympy import exp, tanh

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="tanhexp",
    title="TanhExp",
    family="gated",
    aliases=("telu",),
    expression=x * tanh(exp(x)),
    sources=(
        Source(
            "Liu and Di 2020, TanhExp: A Smooth Activation Function with High Convergence Speed for "
            "Lightweight Neural Networks, arXiv:2003.09855",
            "x*tanh(exp(x))",
        ),
        Source(
            "Fernandez and Mali 2024, TeLU Activation Function for Fast and Stable Deep Learning, arXiv:2412.20269",
            "the same, called TeLU",
        ),
    ),
)
