"""ISRU, the inverse square root unit."""

from sympy import sqrt

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="one over the square of the bound")

ACTIVATION = Activation(
    name="isru",
    title="ISRU",
    family="sigmoid",
    expression=x / sqrt(1 + a.symbol * x**2),
    params=(a,),
    sources=(
        Source(
            "Carlile, Delamarter, Kinney, Marti and Whitney 2017, Improving Deep Learning by Inverse "
            "Square Root Linear Units (ISRLUs), arXiv:1710.09967",
            "x/sqrt(1 + alpha*x^2)",
        ),
    ),
)
