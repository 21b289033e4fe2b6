"""Inverse tangent of the input."""

from sympy import atan

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="arctan",
    title="Arctan",
    family="sigmoid",
    aliases=("atan",),
    expression=atan(x),
    sources=(
        Source(
            "Kunc and Kléma 2024, Three Decades of Activations: A Comprehensive Survey of 400 Activation Functions "
            "for Neural Networks, arXiv:2402.09092",
            "inverse tangent as an activation",
        ),
    ),
)
