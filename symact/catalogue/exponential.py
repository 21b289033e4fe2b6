"""Exponential function of the input."""

from sympy import exp

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="exponential",
    title="Exponential",
    family="exponential",
    aliases=("exp",),
    expression=exp(x),
    sources=(Source("Keras documentation, keras.activations.exponential", "exp(x)"),),
)
