"""GCU, the growing cosine unit: x times its cosine."""

from sympy import cos

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="gcu",
    title="GCU",
    family="periodic",
    aliases=("growing_cosine_unit",),
    expression=x * cos(x),
    sources=(
        Source(
            "Noel, Arunkumar, Trivedi and Dutta 2021, Growing Cosine Unit: A Novel Oscillatory Activation "
            "Function That Can Speedup Training and Reduce Parameters in Convolutional Neural Networks, "
            "arXiv:2108.12943",
            "x*cos(x)",
        ),
    ),
)
