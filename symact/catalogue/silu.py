"""SiLU, the sigmoid linear unit, also called Swish."""

from sympy import Function, exp

from symact.definition.activation import Activation, Source, x

sigmoid, tanh = Function("sigmoid"), Function("tanh")

ACTIVATION = Activation(
    name="silu",
    title="SiLU",
    family="gated",
    aliases=("swish",),
    expression=x / (1 + exp(-x)),
    forms=(x * sigmoid(x), x / 2 * (1 + tanh(x / 2))),
    sources=(
        Source("Elfwing, Uchibe and Doya 2017, arXiv:1702.03118", "x times the sigmoid of x"),
        Source("Ramachandran, Zoph and Le 2017, arXiv:1710.05941", "Swish: x*sigmoid(beta*x), here beta = 1"),
        Source("PyTorch documentation, torch.nn.SiLU", "x*sigmoid(x)"),
    ),
)
