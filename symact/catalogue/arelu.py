"""AReLU: ReLU with a learned attention for each sign."""

from sympy import Function, Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.between("alpha", "0.01", "0.99", default="0.9", says="slope for negative inputs", learnable=True)
b = Param.real("beta", default=2, says="its sigmoid is what is added to the slope 1", learnable=True)
prelu, relu = Function("prelu"), Function("relu")

ACTIVATION = Activation(
    name="arelu",
    title="AReLU",
    family="rectifier",
    expression=Piecewise(((1 + 1 / (1 + exp(-b.symbol))) * x, x >= 0), (a.symbol * x, True)),
    params=(a, b),
    forms=(prelu(x, a.symbol) + relu(x) / (1 + exp(-b.symbol)),),
    sources=(
        Source(
            "Chen et al. 2020, AReLU: Attention-based Rectified Linear Unit, arXiv:2006.13858",
            "(1 + sigmoid(beta))x if x >= 0, alpha*x if x < 0 with alpha clipped to [0.01, 0.99]; started "
            "at alpha=0.9, beta=2",
        ),
    ),
)
