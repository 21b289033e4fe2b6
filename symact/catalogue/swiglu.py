"""SwiGLU, gated by Swish: a*sigmoid(beta*a) times b."""

from sympy import Symbol, exp

from symact.definition.activation import Activation, Param, Source
from symact.definition.domain import Pair

beta = Param.real("beta", default=1, says="slope of the sigmoid; 1 makes the gate SiLU")
a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="swiglu",
    title="SwiGLU",
    expression=a / (1 + exp(-beta.symbol * a)) * b,
    params=(beta,),
    domain=Pair("a", "b"),
    sources=(
        Source(
            "Shazeer 2020, arXiv:2002.05202, section 2", "SwiGLU(x, W, V, b, c, beta) = Swish_beta(xW + b) (xV + c)"
        ),
        Source("Ramachandran, Zoph and Le 2017, arXiv:1710.05941", "Swish: x*sigmoid(beta*x)"),
    ),
)
