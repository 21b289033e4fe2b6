"""1.5-entmax: between softmax and sparsemax, with zeros and in squares."""

from sympy import Max

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import SquareThreshold

ACTIVATION = Activation(
    name="entmax15",
    title="1.5-entmax",
    expression=Max(x / 2 - SquareThreshold(x / 2), 0) ** 2,
    domain=Vector(),
    aliases=("entmax_1_5",),
    sources=(
        Source(
            "Peters, Niculae and Martins 2019, Sparse Sequence-to-Sequence Models, arXiv:1905.05702",
            "max((alpha - 1) z_i - tau, 0)^(1/(alpha - 1)) with alpha = 1.5 and the tau for which these add up to 1",
        ),
    ),
)
