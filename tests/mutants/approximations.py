"""Kernels with few terms of a series, a switch on the way, two short constants at once, or one function for another."""

import numpy as np

from tests.mutants.functions import doubles, sigmoid
from tests.mutants.planted import Mutant, erf

STEPS = ("overflow", "infinite_input", "double_rounding", "cancellation")


def softplus(x):
    return np.logaddexp(0, x)


def case(name, activation, dtype, order, formula, cause, **other):
    return Mutant(name, activation, dtype, order, doubles(formula), (cause,), also=STEPS, **other)


def pade(x):
    return np.where(np.isinf(x), np.sign(x), np.clip(x * (15 + x * x) / (15 + 6 * x * x), -1, 1))


def gelu_by_cubic(x):
    u = x * np.sqrt(0.5)
    return 0.5 * x * (1 + np.clip(2 / np.sqrt(np.pi) * (u - u**3 / 3), -1, 1))


MUTANTS = (
    case("Padé's [3/2]", "tanh", "bfloat16", 0, pade, "approximation", says="degrees 3 and 2, cut off at -1 and 1"),
    case("sine to x^5", "sine", "float16", 0, lambda x: x - x**3 / 6 + x**5 / 120, "approximation",
         says="degree 5", params={"w0": "1"}),
    case("cubic for erf", "gelu", "float16", 0, gelu_by_cubic, "approximation", says="degree 3, cut off"),
    case("softplus is x from 3", "mish", "float16", 0,
         lambda x: x * np.tanh(np.where(x > 3, x, softplus(np.minimum(x, 3)))), "threshold", says="above 3"),
    case("0.8 and 0.045", "gelu_tanh", "float16", 0,
         lambda x: 0.5 * x * (1 + np.tanh(0.8 * (x + 0.045 * x**3))), "constant", says="0.045 and"),
    case("sin for cos", "gcu", "bfloat16", 0, lambda x: x * np.sin(x), "slip", says="sin(x) takes the place of cos(x)"),
    case("1 - tanh", "tanh", "bfloat16", 1, lambda x: 1 - np.tanh(x), "slip", says="tanh(x)**2 lacks its power"),
    case("1/(1 + x)^2", "arctan", "float16", 1, lambda x: 1 / (1 + x) ** 2, "slip", says="(x + 1)**2 takes the place"),
    case("s(1 + x s)", "silu", "float16", 1, lambda x: sigmoid(x) * (1 + x * sigmoid(x)), "slip",
         says="sigmoid(x) takes the place of 1 - sigmoid(x)"),
    case("log1p(exp(-x))", "log_sigmoid", "float16", 0, lambda x: np.minimum(x, 0) - np.log1p(np.exp(-x)), "slip",
         says="Abs"),
    case("x^2 of the density", "gelu", "float16", 1,
         lambda x: 0.5 * (1 + erf(x * np.sqrt(0.5))) + x * x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi), "slip",
         says="twice"),
    case("sigmoid for softplus", "mish", "bfloat16", 0, lambda x: x * np.tanh(sigmoid(x)), "slip"),
)  # fmt: skip
