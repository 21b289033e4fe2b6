"""PELU, the parametric ELU."""

from sympy import Function, Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("a", default=1, says="bound on the left", learnable=True)
b = Param.positive("b", default=1, says="scale on the left", learnable=True)
celu = Function("celu")

ACTIVATION = Activation(
    name="pelu",
    title="PELU",
    family="exponential",
    expression=Piecewise((a.symbol / b.symbol * x, x >= 0), (a.symbol * (exp(x / b.symbol) - 1), True)),
    params=(a, b),
    forms=(a.symbol / b.symbol * celu(x, b.symbol),),
    sources=(
        Source(
            "Trottier, Giguère and Chaib-draa 2016, Parametric Exponential Linear Unit for Deep "
            "Convolutional Neural Networks, arXiv:1605.09332",
            "(a/b)x if x >= 0, a(exp(x/b) - 1) if x < 0, a, b > 0, started at 1",
        ),
    ),
)
