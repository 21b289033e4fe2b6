"""QGEGLU, gated by quick GELU: a times the sigmoid of 1.702 a, times b."""

from sympy import Rational, Symbol, exp

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="qgeglu",
    title="QGEGLU",
    expression=a / (1 + exp(-Rational(1702, 1000) * a)) * b,
    domain=Pair("a", "b"),
    aliases=("geglu_quick",),
    sources=(
        Source("NVIDIA Transformer Engine, activation.h, NVTE_Activation_Type", "QGEGLU, gated by QGELU"),
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "x*sigma(1.702x)"),
    ),
)
