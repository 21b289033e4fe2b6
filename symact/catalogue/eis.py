"""EIS: x times a power of softplus over an ISRU with an exponential."""

from sympy import exp, log, sqrt

from symact.definition.activation import Activation, Param, Source, x

a = Param.nonnegative("alpha", default=1, says="power of softplus", learnable=True)
b = Param.positive("beta", default=1, says="constant in the root", learnable=True)
g = Param.nonnegative("gamma", default=1, says="factor of the square", learnable=True)
d = Param.nonnegative("delta", default=0, says="factor of the exponential", learnable=True)
t = Param.positive("theta", default=1, says="rate of the exponential", learnable=True)

ACTIVATION = Activation(
    name="eis",
    title="EIS",
    family="gated",
    expression=x * log(1 + exp(x)) ** a.symbol / (sqrt(b.symbol + g.symbol * x**2) + d.symbol * exp(-t.symbol * x)),
    params=(a, b, g, d, t),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2020, EIS - a family of activation functions combining "
            "Exponential, ISRU, and Softplus, arXiv:2009.13501",
            "x*ln(1 + exp(x))^alpha/(sqrt(beta + gamma*x^2) + delta*exp(-theta*x)); one member is x*ln(1 "
            "+ exp(x))/sqrt(1 + x^2)",
        ),
    ),
)
