"""Sinc, sin(pi x)/(pi x), optimal for the reconstruction of sampled signals."""

from sympy import Eq, Integer, Piecewise, pi, sin

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="sinc",
    title="sinc",
    family="periodic",
    expression=Piecewise((Integer(1), Eq(x, 0)), (sin(pi * x) / (pi * x), True)),
    sources=(
        Source(
            "Saratchandran, Ramasinghe, Shevchenko, Long and Lucey 2024, arXiv:2402.05427",
            "sinc activations of implicit neural representations",
        ),
        Source("PyTorch documentation, torch.sinc", "sin(pi*x)/(pi*x), 1 at 0"),
    ),
)
