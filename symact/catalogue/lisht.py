"""LiSHT: x times its tanh."""

from sympy import Abs, tanh

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="lisht",
    title="LiSHT",
    family="gated",
    expression=x * tanh(x),
    forms=(Abs(x) * tanh(Abs(x)),),
    sources=(
        Source(
            "Roy, Manna, Dubey and Chaudhuri 2019, LiSHT: Non-Parametric Linearly Scaled Hyperbolic "
            "Tangent Activation Function for Neural Networks, arXiv:1901.05894",
            "x*tanh(x)",
        ),
    ),
)
