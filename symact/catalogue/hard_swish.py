"""Hard swish: x times the hard sigmoid."""

from sympy import Function, Max, Min

from symact.definition.activation import Activation, Source, x

hard_sigmoid, relu6 = Function("hard_sigmoid"), Function("relu6")

ACTIVATION = Activation(
    name="hard_swish",
    title="Hard swish",
    family="gated",
    aliases=("hardswish", "hard_silu"),
    expression=x * Min(Max(x + 3, 0), 6) / 6,
    forms=(x * hard_sigmoid(x), x * relu6(x + 3) / 6),
    sources=(
        Source("Howard et al. 2019, arXiv:1905.02244, section 5.2", "x*ReLU6(x + 3)/6"),
        Source("PyTorch documentation, torch.nn.Hardswish", "0, x*(x + 3)/6, x"),
    ),
)
