"""Serf: x times the error function of its softplus."""

from sympy import Function, erf, exp, log

from symact.definition.activation import Activation, Source, x

softplus = Function("softplus")

ACTIVATION = Activation(
    name="serf",
    title="Serf",
    family="gated",
    expression=x * erf(log(1 + exp(x))),
    forms=(x * erf(softplus(x)),),
    sources=(
        Source(
            "Nag and Bhattacharyya 2021, SERF: Towards better training of deep neural networks using "
            "log-Softplus ERror activation Function, arXiv:2108.09598",
            "x*erf(ln(1 + exp(x)))",
        ),
    ),
)
