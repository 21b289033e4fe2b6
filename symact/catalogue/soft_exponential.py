"""Soft exponential: from a logarithm over the line to an exponential."""

from sympy import Eq, Piecewise, exp, log

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/2", says="from -1, a logarithm, to 1, an exponential", learnable=True)

ACTIVATION = Activation(
    name="soft_exponential",
    title="Soft exponential",
    family="exponential",
    expression=Piecewise(
        (-log(1 - a.symbol * (x + a.symbol)) / a.symbol, a.symbol < 0),
        (x, Eq(a.symbol, 0)),
        ((exp(a.symbol * x) - 1) / a.symbol + a.symbol, True),
    ),
    params=(a,),
    sources=(
        Source(
            "Godfrey and Gashler 2015, A continuum among logarithmic, linear, and exponential functions, "
            "and its potential to improve generalization in neural networks, arXiv:1602.01321",
            "-ln(1 - a(x + a))/a if a < 0, x if a = 0, (exp(a*x) - 1)/a + a if a > 0",
        ),
    ),
)
