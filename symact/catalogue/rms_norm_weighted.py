"""RMSNorm times weights, one an entry."""

from sympy import Symbol, sqrt

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

eps = Param.nonnegative("eps", default="1/1000000", says="added to the mean square")
weight = Symbol("weight", real=True)

ACTIVATION = Activation(
    name="rms_norm_weighted",
    title="RMSNorm with weights",
    expression=x / sqrt(Total(x**2) / Total(1) + eps.symbol) * weight,
    params=(eps,),
    domain=Vector(beside=("weight",)),
    sources=(
        Source("Zhang and Sennrich 2019, Root Mean Square Layer Normalization, arXiv:1910.07467", "with gain g_i"),
        Source("PyTorch documentation, torch.nn.RMSNorm", "x_i/sqrt(eps + mean of x_j^2)*weight_i"),
    ),
)
