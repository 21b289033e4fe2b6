"""xIELU: a parabola on the right, an integrated ELU on the left."""

from sympy import Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

p = Param.positive("alpha_p", default="4/5", says="half the curvature on the right", learnable=True)
n = Param.positive("alpha_n", default="4/5", says="scale on the left", learnable=True)
b = Param.real("beta", default="1/2", says="slope at 0")

ACTIVATION = Activation(
    name="xielu",
    title="xIELU",
    family="exponential",
    expression=Piecewise(
        (p.symbol * x**2 + b.symbol * x, x > 0), (n.symbol * (exp(x) - 1) - n.symbol * x + b.symbol * x, True)
    ),
    params=(p, n, b),
    sources=(
        Source(
            "Huang and Schlag 2024, Deriving Activation Functions Using Integration, arXiv:2411.13010",
            "alpha_p*x^2 + beta*x if x > 0, alpha_n(exp(x) - 1) - alpha_n*x + beta*x if x <= 0; started "
            "at alpha_p=0.8, alpha_n=0.8, beta=0.5",
        ),
    ),
)
