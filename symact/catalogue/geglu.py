"""GEGLU, gated by GELU in its exact (erf) form: GELU(a) times b."""

from sympy import Symbol, erf, sqrt

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="geglu",
    title="GEGLU",
    expression=a * (1 + erf(a / sqrt(2))) / 2 * b,
    domain=Pair("a", "b"),
    sources=(
        Source("Shazeer 2020, arXiv:2002.05202, section 2", "GEGLU(x, W, V, b, c) = GELU(xW + b) times (xV + c)"),
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "GELU(x) = x*Phi(x)"),
    ),
)
