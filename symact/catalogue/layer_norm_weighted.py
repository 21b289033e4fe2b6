"""LayerNorm times weights plus biases, one each an entry."""

from sympy import Symbol, sqrt

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

eps = Param.nonnegative("eps", default="1/100000", says="added to the variance")
weight, bias = Symbol("weight", real=True), Symbol("bias", real=True)
mean = Total(x) / Total(1)

ACTIVATION = Activation(
    name="layer_norm_weighted",
    title="LayerNorm with weights",
    expression=(x - mean) / sqrt(Total((x - mean) ** 2) / Total(1) + eps.symbol) * weight + bias,
    params=(eps,),
    domain=Vector(beside=("weight", "bias")),
    sources=(
        Source("Ba, Kiros and Hinton 2016, Layer Normalization, arXiv:1607.06450", "with gain and bias, eps = 0"),
        Source("PyTorch documentation, torch.nn.LayerNorm", "(x - E[x])/sqrt(Var[x] + eps)*weight + bias"),
    ),
)
