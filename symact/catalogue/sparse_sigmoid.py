"""Sparse sigmoid: a straight line from -1 to 1, clipped to [0, 1]."""

from sympy import Function, Max, Min, Piecewise, Rational

from symact.definition.activation import Activation, Source, x

hard_sigmoid = Function("hard_sigmoid")

ACTIVATION = Activation(
    name="sparse_sigmoid",
    title="Sparse sigmoid",
    family="clip",
    expression=Piecewise((0, x <= -1), ((x + 1) / 2, x < 1), (1, True)),
    forms=(Min(Max((x + 1) / 2, 0), 1), hard_sigmoid(x, Rational(1, 2))),
    sources=(
        Source(
            "Blondel, Martins and Niculae 2019, Learning with Fenchel-Young Losses, arXiv:1901.02324",
            "sparsemax of two inputs",
        ),
        Source("JAX documentation, jax.nn.sparse_sigmoid", "0 if x <= -1, (x + 1)/2 if -1 < x < 1, 1 if 1 <= x"),
    ),
)
