"""Hexpo: an exponential approach to a bound on each side."""

from sympy import Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("a", default=1, says="bound on the right")
b = Param.positive("b", default=1, says="scale on the right")
c = Param.positive("c", default=1, says="bound on the left")
d = Param.positive("d", default=1, says="scale on the left")

ACTIVATION = Activation(
    name="hexpo",
    title="Hexpo",
    family="sigmoid",
    expression=Piecewise((-a.symbol * (exp(-x / b.symbol) - 1), x >= 0), (c.symbol * (exp(x / d.symbol) - 1), True)),
    params=(a, b, c, d),
    sources=(
        Source(
            "Kong and Takatsuka 2017, Hexpo: A Vanishing-Proof Activation Function, IJCNN 2017",
            "-a(exp(-x/b) - 1) if x >= 0, c(exp(x/d) - 1) if x < 0",
        ),
    ),
)
