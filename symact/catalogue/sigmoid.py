"""Sigmoid, the logistic function."""

from sympy import exp

from symact.definition.activation import Activation, Profile, Source, x

ACTIVATION = Activation(
    name="sigmoid",
    title="Sigmoid",
    expression=1 / (1 + exp(-x)),
    profiles=(
        Profile.of("torch.sigmoid"),
        Profile.of("jax.nn.sigmoid"),
        Profile.of("scipy.special.expit"),
    ),
    sources=(
        Source(
            "Verhulst 1845, Recherches mathematiques sur la loi d'accroissement de la population", "logistic function"
        ),
        Source("PyTorch documentation, torch.sigmoid", "1/(1 + exp(-x))"),
    ),
)
