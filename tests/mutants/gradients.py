"""Derivatives: from saved outputs by the chain rule, by factors that overflow or cancel, by masks, at kinks."""

import math

import numpy as np

from tests.mutants.formulas import case, masked, own
from tests.mutants.planted import Mutant, erf, singles

SUM, OVERFLOW, SAVED, KINK = ("cancellation",), ("overflow",), ("saved_output",), ("kink",)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def kept(formula):
    """A derivative in float32 from outputs of steps that were rounded to the format and kept."""

    def spoil(s):
        x = s.x.astype(np.float32)
        return formula(x, lambda v: np.asarray(v).astype(np.float32).astype(s.x.dtype).astype(np.float32))

    return spoil


def silu_chain(x, keep):
    s = keep(sigmoid(x))
    return s + x * s * (1 - s)


def silu_from_output(x, keep):
    s, y = keep(sigmoid(x)), keep(x * sigmoid(x))
    return y + s * (1 - y)


def mish_chain(x, keep):
    t, s = keep(np.tanh(np.log1p(np.exp(np.minimum(x, 60))))), keep(sigmoid(x))
    return t + x * s * (1 - t * t)


def gelu_chain(x, keep):
    cdf = keep(np.float32(0.5) * (1 + erf(x * np.float32(np.sqrt(0.5)))))
    return cdf + x * np.exp(-x * x / 2) * np.float32(1 / np.sqrt(2 * np.pi))


def gelu_tanh_chain(x, keep):
    c, k = np.float32(np.sqrt(2 / np.pi)), np.float32(0.044715)
    t = keep(np.tanh(c * (x + k * x * x * x)))
    return np.float32(0.5) * (1 + t) + np.float32(0.5) * x * (1 - t * t) * c * (1 + 3 * k * x * x)


def selu_from_output(x, keep):
    scale, both = np.float32(1.0507009873554805), np.float32(1.7580993408473766)
    y = keep(both * np.expm1(np.minimum(x, 0)))
    return np.where(x > 0, scale, y + both)


def at(places, value):
    """The correct derivative, another number at some kinks."""
    return lambda s: np.where(np.isin(s.x.astype(np.float64), places), value(s.x), s.y)


ENDS = {"kinks": "ends"}


def distribution_alone(s):
    """GELU's derivative without its second term: erfc(-x/sqrt(2))/2, from float64."""
    return np.vectorize(math.erfc, otypes=[np.float64])(-s.x.astype(np.float64) * np.sqrt(0.5)) / 2


MUTANTS = (
    Mutant("without the density", "gelu", "bfloat16", 1, distribution_alone, ("slip",), says="is left out"),
    # Where 1 + erf cancels, other slips return the same, and none of them was made.
    Mutant("without the density, 1 + erf in single", "gelu", "float32", 1,
           lambda s: np.float32(0.5) * (1 + erf(s.x * np.float32(np.sqrt(0.5)))), ("constant",),
           also=SUM, says="is left out"),
    case("e (1/(1 + e))", "softplus", "float16", 1, lambda x: np.exp(x) * (1 / (np.exp(x) + 1)), OVERFLOW, own),
    case("e/(1 + e)", "softplus", "bfloat16", 1, lambda x: np.exp(x) / (1 + np.exp(x)), OVERFLOW),
    case("e/(1 + e), single", "softplus", "float32", 1, lambda x: np.exp(x) / (1 + np.exp(x)), OVERFLOW),
    case("e/(1 + e)^2", "sigmoid", "bfloat16", 1, lambda x: np.exp(x) / (1 + np.exp(x)) ** 2, OVERFLOW),
    case("1 - tanh^2, single", "tanh", "float32", 1, lambda x: 1 - np.tanh(x) * np.tanh(x), SUM + SAVED),
    case("1 - tanh^2, half", "tanh", "float16", 1, lambda x: 1 - np.tanh(x) * np.tanh(x), (*SUM, *SAVED, "")),
    case("4/(e + 1/e)^2", "tanh", "float16", 1, lambda x: 4 / (np.exp(x) + np.exp(-x)) ** 2,
         (*OVERFLOW, "precision", "flush"),
         own),
    case("1/cosh^2", "tanh", "bfloat16", 1, lambda x: 1 / np.cosh(x) ** 2, (*OVERFLOW, "")),
    case("4e/(1 + e)^2", "tanh", "bfloat16", 1, lambda x: 4 * np.exp(2 * x) / (1 + np.exp(2 * x)) ** 2, OVERFLOW),
    case("1 - sigmoid", "log_sigmoid", "bfloat16", 1, lambda x: 1 - sigmoid(x), SUM),
    case("1 - 1/(1 + e)", "softplus", "bfloat16", 1, lambda x: 1 - 1 / (1 + np.exp(x)), SUM),
    case("(1 + x/sqrt)/2", "squareplus", "bfloat16", 1, lambda x: (1 + x / np.sqrt(x * x + 4)) / 2, SUM),
    case("(2x + 3)/6", "hard_swish", "float16", 1,
         lambda x: np.where(x > 3, np.float16(1), np.where(x < -3, np.float16(0), (2 * x + 3) / np.float16(6))),
         ("precision", "cancellation", "double_rounding"), own),
    case("1 - tanh^2 of tanhshrink", "tanhshrink", "bfloat16", 1, lambda x: 1 - (1 - np.tanh(x) ** 2),
         SUM + SAVED),
    case("0*inf", "celu", "float16", 1,
         lambda x: masked(x, 1, np.exp(x)), ("untaken_branch",), own),
    case("s(1 + x(1 - s)), all in bfloat16", "silu", "bfloat16", 1,
         lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))), ("precision", "cancellation", "saved_output"), own),
    Mutant("s + x s(1 - s)", "silu", "bfloat16", 1, kept(silu_chain), SAVED, also=OVERFLOW),
    Mutant("s + x s(1 - s), half", "silu", "float16", 1, kept(silu_chain), SAVED, also=OVERFLOW),
    Mutant("y + s(1 - y)", "silu", "bfloat16", 1, kept(silu_from_output), SAVED, also=OVERFLOW),
    Mutant("t + x s(1 - t^2)", "mish", "bfloat16", 1, kept(mish_chain), SAVED, also=OVERFLOW),
    Mutant("the distribution kept", "gelu", "float16", 1, kept(gelu_chain), SAVED),
    Mutant("tanh kept", "gelu_tanh", "float16", 1, kept(gelu_tanh_chain), SAVED),
    Mutant("y + scale alpha", "selu", "float16", 1, kept(selu_from_output), SAVED),
    Mutant("1/2 at 0", "relu", "float16", 1, at([0], lambda x: 0.5), KINK, policy=ENDS),
    Mutant("1/2 at 0 and 6", "relu6", "bfloat16", 1, at([0, 6], lambda x: 0.5), KINK, policy=ENDS),
    Mutant("both sides at 0", "leaky_relu", "float16", 1, at([0], lambda x: 1.01), KINK),
    Mutant("none at 0", "leaky_relu", "bfloat16", 1, at([0], lambda x: 0), KINK),
    Mutant("half of the slope at both ends", "hard_sigmoid", "float16", 1, at([-3, 3], lambda x: 1 / 12),
           KINK, policy=ENDS),
    Mutant("1 + erf in single", "gelu", "bfloat16", 1,
           lambda s: (lambda x: np.float32(0.5) * (1 + erf(x * np.float32(np.sqrt(0.5))))
                      + x * np.exp(-x * x / 2) * np.float32(1 / np.sqrt(2 * np.pi)))(singles(s)), SUM,
           also=("infinite_input", "overflow")),
)  # fmt: skip
