"""TanhSoft: a tanh times a logarithm, both with learned parts."""

from sympy import exp, log, tanh

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="0.87", says="factor of x in the tanh", learnable=True)
b = Param.nonnegative("beta", default=0, says="factor of the exponential in the tanh", learnable=True)
g = Param.positive("gamma", default=1, says="rate of the exponential in the tanh", learnable=True)
d = Param.between("delta", 0, 1, default=1, says="1 gives softplus, 0 gives x", learnable=True)

ACTIVATION = Activation(
    name="tanhsoft",
    title="TanhSoft",
    family="gated",
    expression=tanh(a.symbol * x + b.symbol * exp(g.symbol * x)) * log(d.symbol + exp(x)),
    params=(a, b, g, d),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2020, TanhSoft - a family of activation functions "
            "combining Tanh and Softplus, arXiv:2009.03863",
            "tanh(alpha*x + beta*exp(gamma*x))*ln(delta + exp(x)), alpha <= 1, beta >= 0, gamma > 0, 0 <= "
            "delta <= 1; TanhSoft-1 has alpha=0.87, beta=0, delta=1",
        ),
    ),
)
