"""Squareplus, an algebraic softplus."""

from sympy import sqrt

from symact.definition.activation import Activation, Param, Source, x

b = Param.positive("b", default=4, says="smoothness")

ACTIVATION = Activation(
    name="squareplus",
    title="Squareplus",
    family="softplus",
    expression=(x + sqrt(x**2 + b.symbol)) / 2,
    params=(b,),
    forms=(b.symbol / (2 * (sqrt(x**2 + b.symbol) - x)),),
    sources=(
        Source("Barron 2021, arXiv:2112.11687", "(x + sqrt(x^2 + b))/2"),
        Source("JAX documentation, jax.nn.squareplus", "b=4"),
    ),
)
