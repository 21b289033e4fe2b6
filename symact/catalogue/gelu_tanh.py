"""GELU's tanh approximation, a function of its own."""

from sympy import Function, Rational, pi, sqrt, tanh

from symact.definition.activation import Activation, Source, x

inner = sqrt(2 / pi) * (x + Rational(44715, 1_000_000) * x**3)
gelu, sigmoid = Function("gelu"), Function("sigmoid")

ACTIVATION = Activation(
    name="gelu_tanh",
    title="GELU (tanh)",
    family="gated",
    expression=x * (1 + tanh(inner)) / 2,
    forms=(x * sigmoid(2 * inner), gelu(x)),
    sources=(
        Source("Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2", "0.5x(1 + tanh(sqrt(2/pi)(x + 0.044715x^3)))"),
        Source("JAX documentation, jax.nn.gelu", "approximate=True is the default there"),
    ),
)
