"""HardELiSH: ELiSH with a clipped straight line as its gate."""

from sympy import Function, Max, Min, Piecewise, exp

from symact.definition.activation import Activation, Source, x

elu, sparse_sigmoid = Function("elu"), Function("sparse_sigmoid")

ACTIVATION = Activation(
    name="hard_elish",
    title="HardELiSH",
    family="gated",
    expression=Piecewise((x * Max(0, Min(1, (x + 1) / 2)), x >= 0), ((exp(x) - 1) * Max(0, Min(1, (x + 1) / 2)), True)),
    forms=(elu(x) * sparse_sigmoid(x),),
    sources=(
        Source(
            "Basirat and Roth 2018, The Quest for the Golden Activation Function, arXiv:1808.00783",
            "x*max(0, min(1, (x + 1)/2)) if x >= 0, (exp(x) - 1)*max(0, min(1, (x + 1)/2)) if x < 0",
        ),
    ),
)
