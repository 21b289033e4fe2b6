"""GELU, the Gaussian error linear unit, in its exact (erf) form."""

from sympy import Function, erf, erfc, sqrt

from symact.definition.activation import Activation, Source, x

gelu_tanh, quick_gelu = Function("gelu_tanh"), Function("quick_gelu")

ACTIVATION = Activation(
    name="gelu",
    title="GELU",
    family="gated",
    expression=x * (1 + erf(x / sqrt(2))) / 2,
    forms=(x * erfc(-x / sqrt(2), evaluate=False) / 2, gelu_tanh(x), quick_gelu(x)),
    sources=(
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "x*Phi(x) = x/2*(1 + erf(x/sqrt(2)))"),
        Source("PyTorch documentation, torch.nn.GELU", "approximate=none, the default, is the erf form"),
    ),
)
