"""Mish: x times the tanh of its softplus."""

from sympy import Function, exp, log, tanh

from symact.definition.activation import Activation, Source, x

softplus = Function("softplus")

ACTIVATION = Activation(
    name="mish",
    title="Mish",
    family="gated",
    expression=x * tanh(log(1 + exp(x))),
    forms=(x * Function("tanh")(softplus(x)), x * (1 - 2 / (1 + (1 + exp(x)) ** 2))),
    sources=(
        Source("Misra 2019, arXiv:1908.08681", "x*tanh(softplus(x))"),
        Source("PyTorch documentation, torch.nn.Mish", "x*Tanh(Softplus(x))"),
    ),
)
