"""RMSNorm times 1 plus weights, one an entry."""

from sympy import Symbol, sqrt

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

eps = Param.nonnegative("eps", default="1/1000000", says="added to the mean square")
weight = Symbol("weight", real=True)

ACTIVATION = Activation(
    name="rms_norm_offset",
    title="RMSNorm with weights from 1",
    expression=x / sqrt(Total(x**2) / Total(1) + eps.symbol) * (1 + weight),
    params=(eps,),
    domain=Vector(beside=("weight",)),
    sources=(
        Source(
            "Gemma Team 2024, Gemma: Open Models Based on Gemini Research and Technology, arXiv:2403.08295",
            "RMSNorm; its implementation multiplies by 1 + weight",
        ),
    ),
)
