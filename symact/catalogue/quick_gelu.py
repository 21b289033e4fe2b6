"""Quick GELU: x times the sigmoid of 1.702 x."""

from sympy import Function, Rational, exp

from symact.definition.activation import Activation, Source, x

gelu, sigmoid = Function("gelu"), Function("sigmoid")

ACTIVATION = Activation(
    name="quick_gelu",
    title="Quick GELU",
    family="gated",
    expression=x / (1 + exp(-Rational(1702, 1000) * x)),
    forms=(x * sigmoid(Rational(1702, 1000) * x), gelu(x)),
    sources=(
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "x*sigma(1.702x)"),
        Source("OpenAI CLIP, model.py, QuickGELU", "x * sigmoid(1.702 * x)"),
    ),
)
