"""Functions written through one another: what cancels, overflows or has no value in the form that was chosen."""

import numpy as np

from tests.mutants.formulas import case, own
from tests.mutants.planted import erf

SUM, OVERFLOW = ("cancellation",), ("overflow",)


def doubles(subject):
    return subject.x.astype(np.float64)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tanh_by_sigmoid(x):
    one = x.dtype.type(1)
    return one / (one + np.exp(-2 * x)) * 2 - one


def sigmoid_by_tanh(x):
    return x.dtype.type(0.5) * (np.tanh(x * x.dtype.type(0.5)) + 1)


def silu_by_tanh(x):
    return x * sigmoid_by_tanh(x)


def relu(x):
    return np.maximum(x, x.dtype.type(0))


def relu6_by_difference(x):
    return relu(x) - relu(x - x.dtype.type(6))


def hard_sigmoid_by_distances(x):
    t = x.dtype.type
    return (np.abs(x + t(3)) - np.abs(x - t(3)) + t(6)) / t(12)


def leaky_by_distance(x):
    t = x.dtype.type
    return t(0.505) * x + t(0.495) * np.abs(x)


def elu_by_sum(x):
    t = x.dtype.type
    return np.maximum(x, t(0)) + (np.exp(np.minimum(x, t(0))) - t(1))


def softsign_by_one(x):
    t = x.dtype.type
    return np.sign(x) * (t(1) - t(1) / (t(1) + np.abs(x)))


def tanh_by_quotient(x):
    e = np.exp(-2 * x)
    return (1 - e) / (1 + e)


def mish_by_quotient(x):
    w = 1 + np.exp(x)
    return x * (1 - 2 / (1 + w * w))


def erf_of_its_own(x):
    """erf of float32, off by a unit in the last place at half of the inputs."""
    units = np.random.default_rng(5).integers(-1, 2, len(x))
    return (np.vectorize(np.float64)(erf(x)) + units * np.spacing(np.abs(erf(x)))).astype(x.dtype)


def gelu_of_its_own(x):
    t = x.dtype.type
    return x * t(0.5) * (t(1) + erf_of_its_own(x * t(np.sqrt(0.5))))


MUTANTS = (
    case("2/(1 + exp(-2x)) - 1", "tanh", "bfloat16", 0, tanh_by_sigmoid, SUM),
    case("2/(1 + exp(-2x)) - 1, single", "tanh", "float32", 0, tanh_by_sigmoid, SUM),
    case("2/(1 + exp(-2x)) - 1, double", "tanh", "float64", 0, tanh_by_sigmoid, SUM, doubles),
    case("2/(1 + exp(-2x)) - 1, half", "tanh", "float16", 0, tanh_by_sigmoid, (*SUM, "precision"), own),
    case("(1 + tanh)/2", "sigmoid", "bfloat16", 0, sigmoid_by_tanh, SUM),
    case("(1 + tanh)/2, half", "sigmoid", "float16", 0, sigmoid_by_tanh, SUM, own),
    case("(1 + tanh)/2, single", "sigmoid", "float32", 0, sigmoid_by_tanh, SUM),
    case("x (1 + tanh)/2", "silu", "bfloat16", 0, silu_by_tanh, SUM),
    case("relu(x) - relu(x - 6)", "relu6", "float16", 0, relu6_by_difference, SUM, own),
    case("relu(x) - relu(x - 6), narrow", "relu6", "bfloat16", 0, relu6_by_difference, SUM, own),
    case("|x + 3| - |x - 3|", "hard_sigmoid", "bfloat16", 0, hard_sigmoid_by_distances, SUM, own),
    case("x and |x|", "leaky_relu", "float16", 0, leaky_by_distance, (*SUM, "precision"), own),
    case("max(x, 0) + exp(min(x, 0)) - 1", "elu", "bfloat16", 0, elu_by_sum, ("expm1",)),
    case("max(x, 0) + exp(min(x, 0)) - 1, half", "elu", "float16", 0, elu_by_sum, ("expm1",), own),
    case("1 - 1/(1 + |x|)", "softsign", "bfloat16", 0, softsign_by_one, SUM),
    case("(1 - e)/(1 + e)", "tanh", "float16", 0, tanh_by_quotient, (*SUM, *OVERFLOW, "expm1"), own),
    case("(1 - e)/(1 + e), single", "tanh", "bfloat16", 0, tanh_by_quotient, (*SUM, *OVERFLOW, "expm1")),
    case("mish by 1 - 2/(1 + w^2)", "mish", "bfloat16", 0, mish_by_quotient, (*SUM, "log1p")),
    case("erf of its own", "gelu", "float32", 0, gelu_of_its_own, SUM),
    case("erf of its own, narrow", "gelu", "bfloat16", 0, gelu_of_its_own, SUM),
    case("sigmoid, double", "sigmoid", "float64", 0, sigmoid, OVERFLOW, doubles),
    case("-log(1 + exp(-x))", "log_sigmoid", "float16", 0, lambda x: -np.log(1 + np.exp(-x)), ("log1p", *OVERFLOW)),
)  # fmt: skip
