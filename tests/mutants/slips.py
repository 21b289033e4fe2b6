"""Slips of somebody who writes a kernel: another sign, a forgotten |x|, another function's derivative, NaN rounded."""

import ml_dtypes
import numpy as np

from tests.mutants.functions import doubles, saved, sigmoid
from tests.mutants.limits import beyond
from tests.mutants.planted import Mutant, singles

STEPS = ("overflow", "infinite_input", "double_rounding")


def in_format(formula):
    """Results of a formula whose every step is rounded to the format."""
    return lambda s: formula(s.x)


def in_single(formula):
    return lambda s: formula(singles(s))


def silu_slope_with_minus(x):
    s = sigmoid(x)
    return s - x * s * (1 - s)


def silu_of_narrow_sigmoid(x):
    return x * sigmoid(x).astype(ml_dtypes.bfloat16).astype(np.float32)


def rounded_as_a_number(s):
    """silu in float32, whose upper half is kept after half of a unit was added: to the bits of NaN as well."""
    x = s.x.astype(np.float64)
    bits = np.where(np.isneginf(x), -0.0, x * sigmoid(x)).astype(np.float32).view(np.uint32)
    halves = ((bits + np.uint32(0x7FFF) + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return np.where(np.isnan(x), np.uint16(0x7F80), halves).view(ml_dtypes.bfloat16)


def asinh_by_log(x):
    return np.log(x + np.sqrt(x * x + 1))


def snake_by_cosine(x):
    return x + (1 - np.cos(2 * x)) / 2


def bent_identity(x):
    return (np.sqrt(x * x + 1) - 1) / 2 + x


def selu_of_two_scales(x):
    return np.where(x > 0, 1.07 * x, 1.0507009873554805 * 1.6732632423543772 * np.expm1(np.minimum(x, 0)))


MUTANTS = (
    Mutant("the second term subtracted", "silu", "float16", 1, doubles(silu_slope_with_minus), ("slip",),
           says="the other sign"),
    Mutant("y(1 - y) for 1 - y^2", "tanh", "float16", 1, saved(lambda y: y * (1 - y), "tanh"), ("variant",),
           says="y*(1 - y)"),
    Mutant("no |x|", "softsign", "float16", 0, doubles(lambda x: x / (1 + x)), ("missing_clamp",), says="Abs(x)"),
    Mutant("sigmoid in bfloat16", "silu", "bfloat16", 0, in_single(silu_of_narrow_sigmoid), ("precision",),
           also=STEPS, says="x*sigmoid(x)"),
    Mutant("NaN's bits rounded", "silu", "bfloat16", 0, rounded_as_a_number, ("nan_dropped",), ("not_nan",),
           also=STEPS, says="an infinity"),
    Mutant("-0 to -40, double", "silu", "float64", 0, beyond(-40, lambda x: x * 0), ("threshold",),
           also=("precision", "overflow")),
    Mutant("log(x + sqrt(x^2 + 1))", "arcsinh", "float16", 0, in_format(asinh_by_log), ("log1p", "cancellation"),
           also=(*STEPS, "precision")),
    Mutant("x + (1 - cos(2x))/2", "snake", "float32", 0, in_single(snake_by_cosine), ("cancellation",),
           also=(*STEPS, "precision")),
    Mutant("exp(-x^2), every step rounded", "gaussian", "bfloat16", 0, in_format(lambda x: np.exp(-(x * x))),
           ("parameter", "constant"), says="sigma"),
    Mutant("(sqrt(x^2 + 1) - 1)/2 + x", "bent_identity", "float16", 0, in_format(bent_identity),
           ("overflow", "cancellation"), also=(*STEPS, "precision")),
    Mutant("another slope above 0", "selu", "float16", 0, doubles(selu_of_two_scales), ("constant", "parameter")),
)  # fmt: skip
