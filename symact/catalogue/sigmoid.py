"""Sigmoid, the logistic function."""

from sympy import Function, exp

from symact.definition.activation import Activation, Source, x

sigmoid, tanh = Function("sigmoid"), Function("tanh")

ACTIVATION = Activation(
    name="sigmoid",
    title="Sigmoid",
    family="sigmoid",
    aliases=("logistic", "expit"),
    expression=1 / (1 + exp(-x)),
    forms=((1 + tanh(x / 2)) / 2, exp(x) / (1 + exp(x)), 1 - sigmoid(-x)),
    sources=(
        Source(
            "Verhulst 1845, Recherches mathematiques sur la loi d'accroissement de la population", "logistic function"
        ),
        Source("PyTorch documentation, torch.sigmoid", "1/(1 + exp(-x))"),
    ),
)
