"""Sparse plus: ReLU with a parabola from -1 to 1."""

from sympy import Piecewise

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="sparse_plus",
    title="Sparse plus",
    family="softplus",
    expression=Piecewise((0, x <= -1), ((x + 1) ** 2 / 4, x < 1), (x, True)),
    sources=(
        Source(
            "Blondel, Martins and Niculae 2019, Learning with Fenchel-Young Losses, arXiv:1901.02324",
            "loss of sparsemax of two inputs",
        ),
        Source("JAX documentation, jax.nn.sparse_plus", "0 if x <= -1, (x + 1)^2/4 if -1 < x < 1, x if 1 <= x"),
    ),
)
