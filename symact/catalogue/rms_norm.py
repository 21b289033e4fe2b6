"""RMSNorm without weights: x over the root of its mean square."""

from sympy import sqrt

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

eps = Param.nonnegative("eps", default="1/1000000", says="added to the mean square")

ACTIVATION = Activation(
    name="rms_norm",
    title="RMSNorm",
    expression=x / sqrt(Total(x**2) / Total(1) + eps.symbol),
    params=(eps,),
    domain=Vector(),
    sources=(
        Source("Zhang and Sennrich 2019, Root Mean Square Layer Normalization, arXiv:1910.07467", "with eps = 0"),
        Source("PyTorch documentation, torch.nn.RMSNorm", "x_i/sqrt(eps + mean of x_j^2), elementwise_affine=False"),
    ),
)
