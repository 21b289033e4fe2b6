"""SReGLU, gated by the squared rectifier: the square of max(a, 0), times b."""

from sympy import Max, Symbol

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="sreglu",
    title="SReGLU",
    expression=Max(a, 0) ** 2 * b,
    domain=Pair("a", "b"),
    sources=(
        Source("NVIDIA Transformer Engine, activation.h, NVTE_Activation_Type", "SREGLU, gated by SRELU"),
        Source("So et al. 2021, Primer, arXiv:2109.08668", "squared ReLU, max(0, x)^2"),
    ),
)
