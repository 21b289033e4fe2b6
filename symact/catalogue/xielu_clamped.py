"""xIELU as libraries write it: its exponential never sees an x above eps."""

from sympy import Min, Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

p = Param.positive("alpha_p", default="4/5", says="half the curvature on the right", learnable=True)
n = Param.positive("alpha_n", default="4/5", says="scale on the left", learnable=True)
b = Param.real("beta", default="1/2", says="slope near 0")
e = Param.negative("eps", default="-0.000001", says="greatest x that the exponential sees")

ACTIVATION = Activation(
    name="xielu_clamped",
    title="xIELU (clamped)",
    family="exponential",
    expression=Piecewise(
        (p.symbol * x**2 + b.symbol * x, x > 0), (n.symbol * (exp(Min(x, e.symbol)) - 1 - x) + b.symbol * x, True)
    ),
    params=(p, n, b, e),
    sources=(
        Source(
            "Transformers, activations.py, XIELUActivation",
            "(expm1(min(x, eps)) - x)*alpha_n + beta*x if x <= 0, eps=-1e-6",
        ),
    ),
)
