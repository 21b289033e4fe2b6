"""ACON-C: a smooth maximum of two lines through the origin."""

from sympy import Function, exp

from symact.definition.activation import Activation, Param, Source, x

p1 = Param.real("p1", default=1, says="slope of one line", learnable=True)
p2 = Param.real("p2", default=0, says="slope of the other line", learnable=True)
b = Param.real("beta", default=1, says="steepness of the switch", learnable=True)
sigmoid = Function("sigmoid")
d = p1.symbol - p2.symbol

ACTIVATION = Activation(
    name="acon_c",
    title="ACON-C",
    family="gated",
    expression=d * x / (1 + exp(-b.symbol * d * x)) + p2.symbol * x,
    params=(p1, p2, b),
    forms=(d * x * sigmoid(b.symbol * d * x) + p2.symbol * x,),
    sources=(
        Source(
            "Ma, Zhang, Liu and Sun 2020, Activate or Not: Learning Customized Activation, arXiv:2009.04759",
            "(p1 - p2)x*sigmoid(beta(p1 - p2)x) + p2*x with learned p1, p2 and beta",
        ),
    ),
)
