"""Sparsemax: the point of the simplex that is nearest to the inputs."""

from sympy import Max

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Threshold

ACTIVATION = Activation(
    name="sparsemax",
    title="Sparsemax",
    expression=Max(x - Threshold(x), 0),
    domain=Vector(),
    sources=(
        Source(
            "Martins and Astudillo 2016, From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label "
            "Classification, arXiv:1602.02068",
            "max(z_i - tau(z), 0) with the tau for which these add up to 1",
        ),
    ),
)
