"""DyT, the dynamic tanh that stands for a normalisation."""

from sympy import tanh

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/2", says="factor inside", learnable=True)
g = Param.real("gamma", default=1, says="factor outside", learnable=True)
b = Param.real("beta", default=0, says="value at 0", learnable=True)

ACTIVATION = Activation(
    name="dyt",
    title="DyT",
    family="sigmoid",
    aliases=("dynamic_tanh",),
    expression=g.symbol * tanh(a.symbol * x) + b.symbol,
    params=(a, g, b),
    sources=(
        Source(
            "Zhu, Chen, He, LeCun and Liu 2025, Transformers without Normalization, arXiv:2503.10622",
            "gamma*tanh(alpha*x) + beta, started at alpha=0.5, gamma=1, beta=0",
        ),
    ),
)
