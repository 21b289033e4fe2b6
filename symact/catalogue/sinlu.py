"""SinLU: x plus a sine wave, times the sigmoid of x."""

from sympy import Function, exp, sin

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("a", default=1, says="amplitude of the wave", learnable=True)
b = Param.positive("b", default=1, says="frequency of the wave", learnable=True)
sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="sinlu",
    title="SinLU",
    family="periodic",
    expression=(x + a.symbol * sin(b.symbol * x)) / (1 + exp(-x)),
    params=(a, b),
    forms=((x + a.symbol * sin(b.symbol * x)) * sigmoid(x),),
    sources=(
        Source(
            "Paul et al. 2022, SinLU: Sinu-Sigmoidal Linear Unit, Mathematics 10(3), 337",
            "(x + a*sin(b*x))*sigmoid(x) with learned a and b, started at 1",
        ),
    ),
)
