"""Kernels with |u| for u^2, a switch that comes early, the other side of a jump, or a result held on its way."""

import numpy as np

from tests.mutants.functions import doubles, sigmoid
from tests.mutants.planted import Mutant


def held(limit):
    return doubles(lambda x: np.where(np.isinf(x), np.maximum(x, 0), np.maximum(x * sigmoid(x), limit)))


def tanh_of_exponentials(s):
    squares = np.exp(2 * s.x.astype(np.float32))
    return (squares - 1) / (squares + 1)


def silu_as_product(x):
    """Without a value at -inf, as 0*inf: x/(1 + exp(-x)) is not what is computed."""
    return x * (1 / (1 + np.exp(-x)))


STEPS = ("double_rounding", "infinite_input")


def selu_slope_without_scale(x):
    """Only above 0 is the scale there."""
    return np.where(x > 0, 1.0507009873554805, 1.6732632423543772 * np.exp(np.minimum(x, 0)))


MUTANTS = (
    Mutant("exp(-|x|)", "gaussian", "float16", 0, doubles(lambda x: np.exp(-np.abs(x))), ("slip",),
           says="-Abs(x) takes the place"),
    Mutant("1/(1 + |x|)", "arctan", "bfloat16", 1, doubles(lambda x: 1 / (1 + np.abs(x))), ("slip",),
           also=STEPS, says="Abs(x) takes the place"),
    Mutant("1 - |tanh|", "tanh", "bfloat16", 1, doubles(lambda x: 1 - np.abs(np.tanh(x))),
           ("slip", "constant"), also=(*STEPS, "cancellation"), says="Abs("),
    Mutant("1 from 4 on", "softplus", "bfloat16", 1, doubles(lambda x: np.where(x > 4, 1, sigmoid(x))), ("threshold",),
           also=STEPS, says="the constant 1"),
    Mutant("not below -1/4", "silu", "float16", 0, held(-0.25), ("clamp",), also=STEPS, says="below at -0.25"),
    Mutant(">= for >", "hardshrink", "float16", 0,
           doubles(lambda x: np.where((np.abs(x) >= 0.5) | np.isnan(x), x, x * 0)), ("jump",),
           also=("zero_sign",), says="-1/2 and 1/2", policy={"kinks": "least"}),
    Mutant("(e^2x - 1)/(e^2x + 1) in float32", "tanh", "float16", 0, tanh_of_exponentials, ("overflow",),
           also=(*STEPS, "expm1", "cancellation"), says="exp(2*x) overflows"),
    Mutant("x*sigmoid(x), -inf too", "silu", "float16", 0, doubles(silu_as_product), ("infinite_input",),
           also=STEPS, says="0*inf"),
    Mutant("x/(1 + x^2)", "softsign", "float16", 0, doubles(lambda x: x / (1 + x * x)), ("slip",),
           also=STEPS, says="x**2 takes the place"),
    Mutant("a stable form with +", "log_sigmoid", "bfloat16", 0,
           doubles(lambda x: np.minimum(x, 0) + np.log1p(np.exp(-np.abs(x)))), ("slip",),
           also=(*STEPS, "zero_sign"), says="the other sign"),
    Mutant("no scale below 0", "selu", "bfloat16", 1, doubles(selu_slope_without_scale), ("parameter",),
           also=STEPS, says="scale in alpha*scale*(exp(x) - 1) is 1"),
    Mutant("no cap outside", "softcap", "float16", 0, doubles(lambda x: np.tanh(x / 30)), ("constant",), also=STEPS,
           says="30 in 30*tanh(x/30) is 1"),
)  # fmt: skip
