"""Forms in which texts and libraries write activations; whether and when they hold is derived, never stated here.

A function called like an activation is that activation: elu(x, a) with the parameters in the order of its definition,
elu(x) with their defaults.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Abs, Expr, Function, Max, Min, Rational, Symbol, erfc, exp, log, pi, sign, sqrt

from symact.definition.activation import x

alpha, beta, b, scale, slope = (Symbol(name, positive=True) for name in ("alpha", "beta", "b", "scale", "slope"))
negative_slope, weight, lower, upper = (Symbol(n, real=True) for n in ("negative_slope", "weight", "lower", "upper"))
binary_step, elu, gelu, gelu_tanh, hard_sigmoid, quick_gelu, relu, relu6, sigmoid, softplus, tanh = (
    Function("binary_step"),
    Function("elu"),
    Function("gelu"),
    Function("gelu_tanh"),
    Function("hard_sigmoid"),
    Function("quick_gelu"),
    Function("relu"),
    Function("relu6"),
    Function("sigmoid"),
    Function("softplus"),
    Function("tanh"),
)


def _leaky(a: Expr) -> tuple[Expr, ...]:
    return Max(x, a * x), Max(0, x) + a * Min(0, x), (1 + a) * x / 2 + (1 - a) * Abs(x) / 2, relu(x) - a * relu(-x)


FORMS: Mapping[str, tuple[Expr, ...]] = {
    "binary_step": ((1 + sign(x)) / 2,),
    "celu": (Max(0, x) + Min(0, alpha * (exp(x / alpha) - 1)), alpha * elu(x / alpha, 1)),
    "elu": (Max(0, x) + Min(0, alpha * (exp(x) - 1)), relu(x) - alpha * relu(1 - exp(x))),
    "gelu": (x * erfc(-x / sqrt(2), evaluate=False) / 2, gelu_tanh(x), quick_gelu(x)),
    "gelu_tanh": (x * sigmoid(2 * sqrt(2 / pi) * (x + Rational(44715, 1_000_000) * x**3)), gelu(x)),
    "hard_sigmoid": (Max(0, Min(1, slope * x + Rational(1, 2))), relu6(x + 3) / 6),
    "hard_swish": (x * hard_sigmoid(x), x * relu6(x + 3) / 6),
    "identity": (relu(x) - relu(-x),),
    "leaky_relu": _leaky(negative_slope),
    "linear": (Symbol("slope", real=True) * (relu(x) - relu(-x)),),
    "log_sigmoid": (log(sigmoid(x)), -softplus(-x), x - softplus(x), Min(x, 0) - log(1 + exp(-Abs(x)))),
    "mish": (x * tanh(softplus(x)), x * (1 - 2 / (1 + (1 + exp(x)) ** 2))),
    "prelu": _leaky(weight),
    "quick_gelu": (x * sigmoid(Rational(1702, 1000) * x), gelu(x)),
    "relu": ((x + Abs(x)) / 2, x * binary_step(x)),
    "relu6": (relu(x) - relu(x - 6),),
    "rrelu": _leaky((lower + upper) / 2),
    "selu": (scale * elu(x, alpha), scale * (Max(0, x) + Min(0, alpha * (exp(x) - 1)))),
    "sigmoid": ((1 + tanh(x / 2)) / 2, exp(x) / (1 + exp(x)), 1 - sigmoid(-x)),
    "silu": (x * sigmoid(x), x / 2 * (1 + tanh(x / 2))),
    "softplus": (
        -log(sigmoid(-beta * x)) / beta,
        x + log(1 + exp(-beta * x)) / beta,
        Max(x, 0) + log(1 + exp(-beta * Abs(x))) / beta,
    ),
    "softsign": (sign(x) * (1 - 1 / (1 + Abs(x))),),
    "squareplus": (b / (2 * (sqrt(x**2 + b) - x)),),
    "tanh": (2 * sigmoid(2 * x) - 1, (exp(x) - exp(-x)) / (exp(x) + exp(-x)), 1 - 2 / (1 + exp(2 * x))),
    "tanhshrink": (x + 1 - 2 * sigmoid(2 * x),),
}
"""Activation -> the forms that are compared with its definition."""
