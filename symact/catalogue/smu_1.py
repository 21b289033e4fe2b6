"""SMU-1: leaky ReLU with its maximum smoothed by a root."""

from sympy import sqrt

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/4", says="slope of the leaky ReLU", learnable=True)
m = Param.positive("mu", default="4.352665993287951e-9", says="smoothness", learnable=True)

ACTIVATION = Activation(
    name="smu_1",
    title="SMU-1",
    family="softplus",
    expression=((1 + a.symbol) * x + sqrt(((1 - a.symbol) * x) ** 2 + m.symbol**2)) / 2,
    params=(a, m),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2021, SMU: smooth activation function for deep networks "
            "using smoothing maximum technique, arXiv:2111.04682",
            "((1 + alpha)x + sqrt((1 - alpha)^2 x^2 + mu^2))/2",
        ),
        Source(
            "SMU_pytorch, github.com/iFe1er/SMU_pytorch, commit ef4246e",
            "alpha=0.25, mu=4.352665993287951e-9; since commit 102606c alpha=0.01, mu=4.332461424154261e-9",
        ),
    ),
)
