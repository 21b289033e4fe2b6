"""ELiSH: SiLU on the right, the exponential times the sigmoid on the left."""

from sympy import Function, Piecewise, exp

from symact.definition.activation import Activation, Source, x

elu, sigmoid = Function("elu"), Function("sigmoid")

ACTIVATION = Activation(
    name="elish",
    title="ELiSH",
    family="gated",
    expression=Piecewise((x / (1 + exp(-x)), x >= 0), ((exp(x) - 1) / (1 + exp(-x)), True)),
    forms=(elu(x) * sigmoid(x),),
    sources=(
        Source(
            "Basirat and Roth 2018, The Quest for the Golden Activation Function, arXiv:1808.00783",
            "x/(1 + exp(-x)) if x >= 0, (exp(x) - 1)/(1 + exp(-x)) if x < 0",
        ),
    ),
)
