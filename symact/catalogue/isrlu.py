"""ISRLU, the inverse square root linear unit."""

from sympy import Function, Piecewise, sqrt

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="one over the square of the bound")
relu, isru = Function("relu"), Function("isru")

ACTIVATION = Activation(
    name="isrlu",
    title="ISRLU",
    family="exponential",
    expression=Piecewise((x, x >= 0), (x / sqrt(1 + a.symbol * x**2), True)),
    params=(a,),
    forms=(relu(x) - isru(relu(-x), a.symbol),),
    sources=(
        Source(
            "Carlile, Delamarter, Kinney, Marti and Whitney 2017, Improving Deep Learning by Inverse "
            "Square Root Linear Units (ISRLUs), arXiv:1710.09967",
            "x if x >= 0, x/sqrt(1 + alpha*x^2) if x < 0",
        ),
    ),
)
