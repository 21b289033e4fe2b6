"""Laplace activation of Mega: a normal distribution function."""

from sympy import erf, erfc, sqrt

from symact.definition.activation import Activation, Param, Source, x

mu = Param.real("mu", default="0.707107", says="mean, near sqrt(1/2)")
sigma = Param.positive("sigma", default="0.282095", says="standard deviation, near sqrt(1/(4*pi))")

ACTIVATION = Activation(
    name="laplace",
    title="Laplace (Mega)",
    family="sigmoid",
    expression=(1 + erf((x - mu.symbol) / (sigma.symbol * sqrt(2)))) / 2,
    params=(mu, sigma),
    forms=(erfc(-(x - mu.symbol) / (sigma.symbol * sqrt(2))) / 2,),
    sources=(
        Source(
            "Ma et al. 2022, Mega: Moving Average Equipped Gated Attention, arXiv:2209.10655",
            "(1 + erf((x - mu)/(sigma*sqrt(2))))/2 with mu = sqrt(1/2), sigma = sqrt(1/(4 pi))",
        ),
        Source("Transformers documentation, ACT2FN, laplace", "mu=0.707107, sigma=0.282095"),
    ),
)
