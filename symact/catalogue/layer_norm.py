"""LayerNorm without weights: x less its mean, over the root of its variance."""

from sympy import sqrt

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

eps = Param.nonnegative("eps", default="1/100000", says="added to the variance")
mean = Total(x) / Total(1)

ACTIVATION = Activation(
    name="layer_norm",
    title="LayerNorm",
    expression=(x - mean) / sqrt(Total((x - mean) ** 2) / Total(1) + eps.symbol),
    params=(eps,),
    domain=Vector(),
    aliases=("standardize",),
    sources=(
        Source("Ba, Kiros and Hinton 2016, Layer Normalization, arXiv:1607.06450", "with eps = 0"),
        Source("JAX documentation, jax.nn.standardize", "(x - mean)/sqrt(variance + epsilon), epsilon 1e-5"),
        Source("PyTorch documentation, torch.nn.LayerNorm", "(x - E[x])/sqrt(Var[x] + eps), the biased variance"),
    ),
)
