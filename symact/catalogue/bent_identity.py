"""Bent identity: x plus a hyperbola."""

from sympy import sqrt

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="bent_identity",
    title="Bent identity",
    family="softplus",
    expression=(sqrt(x**2 + 1) - 1) / 2 + x,
    sources=(
        Source(
            "Kunc and Kléma 2024, Three Decades of Activations: A Comprehensive Survey of 400 Activation Functions "
            "for Neural Networks, arXiv:2402.09092",
            "(sqrt(x^2 + 1) - 1)/2 + x",
        ),
    ),
)
