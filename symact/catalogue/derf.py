"""Derf, the dynamic erf that stands for a normalisation."""

from sympy import erf

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/2", says="factor inside", learnable=True)
s = Param.real("s", default=0, says="shift inside", learnable=True)
g = Param.real("gamma", default=1, says="factor outside", learnable=True)
b = Param.real("beta", default=0, says="offset", learnable=True)

ACTIVATION = Activation(
    name="derf",
    title="Derf",
    family="sigmoid",
    aliases=("dynamic_erf",),
    expression=g.symbol * erf(a.symbol * x + s.symbol) + b.symbol,
    params=(a, s, g, b),
    sources=(
        Source(
            "Chen, Lu, Zhu, Sun and Liu 2025, Stronger Normalization-Free Transformers, arXiv:2512.10938",
            "gamma*erf(alpha*x + s) + beta; alpha, s, gamma and beta are learned",
        ),
    ),
)
