"""Pserf: x times the error function of a scaled softplus."""

from sympy import Function, erf, exp, log

from symact.definition.activation import Activation, Param, Source, x

g = Param.positive("gamma", default="1.25", says="factor of softplus", learnable=True)
d = Param.positive("delta", default="0.85", says="factor inside softplus", learnable=True)
softplus = Function("softplus")

ACTIVATION = Activation(
    name="pserf",
    title="Pserf",
    family="gated",
    expression=x * erf(g.symbol * log(1 + exp(d.symbol * x))),
    params=(g, d),
    forms=(x * erf(g.symbol * d.symbol * softplus(x, d.symbol)),),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2021, ErfAct and Pserf: Non-monotonic Smooth Trainable "
            "Activation Functions, arXiv:2109.04386",
            "x*erf(gamma*ln(1 + exp(delta*x))) with learned gamma and delta",
        ),
    ),
)
