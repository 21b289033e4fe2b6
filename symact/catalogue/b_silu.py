"""B-SiLU: SiLU of a shifted input, moved down so that it vanishes at 0."""

from sympy import Function, exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1.67", says="shift")
sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="b_silu",
    title="B-SiLU",
    family="gated",
    expression=(x + a.symbol) / (1 + exp(-x)) - a.symbol / 2,
    params=(a,),
    forms=((x + a.symbol) * sigmoid(x) - a.symbol / 2,),
    sources=(
        Source(
            "Horuz et al. 2025, The Resurrection of the ReLU, arXiv:2505.22074",
            "(x + alpha)*sigmoid(x) - alpha/2, alpha=1.67",
        ),
    ),
)
