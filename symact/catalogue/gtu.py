"""GTU, the gated tanh unit: tanh of a times the sigmoid of b."""

from sympy import Symbol, exp, tanh

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

a, b = Symbol("a", real=True), Symbol("b", real=True)

ACTIVATION = Activation(
    name="gtu",
    title="GTU",
    expression=tanh(a) / (1 + exp(-b)),
    domain=Pair("a", "b"),
    sources=(
        Source("Dauphin, Fan, Auli and Grangier 2016, arXiv:1612.08083", "the gated tanh unit, tanh(X) times sigma(X)"),
        Source("van den Oord et al. 2016, WaveNet, arXiv:1609.03499", "tanh of the filter times sigma of the gate"),
    ),
)
