"""SMU: leaky ReLU with its maximum smoothed by the error function."""

from sympy import erf

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default="1/4", says="slope of the leaky ReLU", learnable=True)
m = Param.positive("mu", default=1000000, says="sharpness", learnable=True)

ACTIVATION = Activation(
    name="smu",
    title="SMU",
    family="gated",
    expression=((1 + a.symbol) * x + (1 - a.symbol) * x * erf(m.symbol * (1 - a.symbol) * x)) / 2,
    params=(a, m),
    sources=(
        Source(
            "Biswas, Kumar, Banerjee and Pandey 2021, SMU: smooth activation function for deep networks "
            "using smoothing maximum technique, arXiv:2111.04682",
            "((1 + alpha)x + (1 - alpha)x*erf(mu(1 - alpha)x))/2",
        ),
        Source(
            "SMU_pytorch, github.com/iFe1er/SMU_pytorch, commit ef4246e",
            "alpha=0.25, mu=1000000; since commit 102606c alpha=0.01, mu=2.5",
        ),
    ),
)
