"""ReGLU, the rectified gated linear unit: max(a, 0) times b."""

from sympy import Max, Symbol

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="reglu",
    title="ReGLU",
    expression=Max(a, 0) * b,
    domain=Pair("a", "b"),
    sources=(
        Source("Shazeer 2020, arXiv:2002.05202, section 2", "ReGLU(x, W, V, b, c) = max(0, xW + b) times (xV + c)"),
    ),
)
