"""GLU, the gated linear unit: a times the sigmoid of b."""

from sympy import Symbol, exp

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="glu",
    title="GLU",
    expression=a / (1 + exp(-b)),
    domain=Pair("a", "b"),
    sources=(
        Source("Dauphin, Fan, Auli and Grangier 2016, arXiv:1612.08083, section 2", "(X*W + b) times sigma(X*V + c)"),
        Source(
            "PyTorch documentation, torch.nn.GLU", "a times sigmoid(b), a the first half of the input, b the second"
        ),
    ),
)
