"""The bilinear unit: a gate without an activation, a*b."""

from sympy import Symbol

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="bilinear",
    title="Bilinear",
    expression=a * b,
    domain=Pair("a", "b"),
    sources=(
        Source("Dauphin, Fan, Auli and Grangier 2016, arXiv:1612.08083", "named there as the gate without its sigmoid"),
        Source("Shazeer 2020, arXiv:2002.05202, section 2", "Bilinear(x, W, V, b, c) = (xW + b) times (xV + c)"),
    ),
)
