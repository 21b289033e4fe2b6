"""Snake: x plus a squared sine."""

from sympy import cos, sin

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="frequency", learnable=True)

ACTIVATION = Activation(
    name="snake",
    title="Snake",
    family="periodic",
    expression=x + sin(a.symbol * x) ** 2 / a.symbol,
    params=(a,),
    forms=(x + (1 - cos(2 * a.symbol * x)) / (2 * a.symbol),),
    sources=(
        Source(
            "Ziyin, Hartwig and Ueda 2020, Neural Networks Fail to Learn Periodic Functions and How to "
            "Fix It, arXiv:2006.08195",
            "x + sin(a*x)^2/a",
        ),
    ),
)
