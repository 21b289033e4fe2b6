"""ErfAct: x times the error function of a scaled exponential."""

from sympy import erf, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default="0.75", says="factor of the exponential", learnable=True)
b = Param.positive("beta", default="0.75", says="rate of the exponential", learnable=True)

ACTIVATION = Activation(
    name="erfact",
    title="ErfAct",
    family="gated",
    expression=x * erf(a.symbol * exp(b.symbol * x)),
    params=(a, b),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2021, ErfAct and Pserf: Non-monotonic Smooth Trainable "
            "Activation Functions, arXiv:2109.04386",
            "x*erf(alpha*exp(beta*x)) with learned alpha and beta",
        ),
    ),
)
