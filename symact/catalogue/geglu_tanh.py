"""GEGLU with GELU's tanh approximation, a function of its own: gelu_tanh(a) times b."""

from sympy import Rational, Symbol, pi, sqrt, tanh

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)
inner = sqrt(2 / pi) * (a + Rational(44715, 1_000_000) * a**3)

ACTIVATION = Activation(
    name="geglu_tanh",
    title="GEGLU (tanh)",
    expression=a * (1 + tanh(inner)) / 2 * b,
    domain=Pair("a", "b"),
    sources=(
        Source("Shazeer 2020, arXiv:2002.05202, section 2", "GEGLU(x, W, V, b, c) = GELU(xW + b) times (xV + c)"),
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "0.5x(1 + tanh(sqrt(2/pi)(x + 0.044715x^3)))"),
    ),
)
