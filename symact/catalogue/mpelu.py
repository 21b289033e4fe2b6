"""MPELU, the multiple parametric ELU."""

from sympy import Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/4", says="scale on the left", learnable=True)
b = Param.positive("beta", default=1, says="rate on the left", learnable=True)

ACTIVATION = Activation(
    name="mpelu",
    title="MPELU",
    family="exponential",
    expression=Piecewise((x, x > 0), (a.symbol * (exp(b.symbol * x) - 1), True)),
    params=(a, b),
    sources=(
        Source(
            "Li et al. 2016, Improving Deep Neural Network with Multiple Parametric Exponential Linear "
            "Units, arXiv:1606.00305",
            "x if x > 0, alpha(exp(beta*x) - 1) if x <= 0",
        ),
        Source("Echo, echoAI.Activation.t_ops.MPeLU", "alpha=0.25, beta=1"),
    ),
)
