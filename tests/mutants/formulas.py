"""Formulas computed without care, by NumPy in the named precision."""

import numpy as np

from tests.mutants.planted import Mutant, Subject, erf, singles

SUM = ("cancellation",)
OVERFLOW = ("overflow",)
ROUGH = ("precision",)


def gelu(x):
    return x * (1 + erf(x / x.dtype.type(np.sqrt(2)))) * x.dtype.type(0.5)


def gelu_multiplied_out(x):
    half = x * x.dtype.type(0.5)
    return half * erf(x * x.dtype.type(np.sqrt(0.5))) + half


def gelu_fused(x):
    """A multiply-add that rounds once: the product of two singles is exact in double precision."""
    half = x * x.dtype.type(0.5)
    return (half.astype(np.float64) * erf(x * x.dtype.type(np.sqrt(0.5))) + half).astype(x.dtype)


def gelu_slope(x):
    t = x.dtype.type
    bell = np.exp(-x * x * t(0.5)) * t(1 / np.sqrt(2 * np.pi))
    return t(0.5) * (t(1) + erf(x * t(1 / np.sqrt(2)))) + x * bell


def gelu_tanh(x):
    t = x.dtype.type
    return t(0.5) * x * (t(1) + np.tanh(t(np.sqrt(2 / np.pi)) * (x + t(0.044715) * x * x * x)))


def gelu_tanh_slope(x):
    t = x.dtype.type
    c = t(np.sqrt(2 / np.pi))
    inner = np.tanh(c * (x + t(0.044715) * x * x * x))
    return t(0.5) * (t(1) + inner) + t(0.5) * x * (t(1) - inner * inner) * c * (t(1) + t(0.134145) * x * x)


def tanh_by_two(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def tanh_by_one(x):
    return 1 - 2 / (1 + np.exp(x + x))


def tanh_by_square(x):
    e = np.exp(x + x)
    return (e - 1) / (e + 1)


def tanh_by_size(x):
    e = np.exp(-2 * np.abs(x))
    return np.copysign((1 - e) / (1 + e), x)


def mish(x):
    return x * np.tanh(np.log(1 + np.exp(x)))


def mish_by_square(x):
    e = (1 + np.exp(x)) ** 2
    return x * ((e - 1) / (e + 1))


def elu(x, a=1.0):
    a = x.dtype.type(a)
    return np.where(x > 0, x, a * (np.exp(x) - x.dtype.type(1)))


def masked(x, taken, other):
    """The gradient of where(x > 0, ...), as frameworks compute it: both branches, times 0 or 1."""
    positive = (x > 0).astype(x.dtype)
    return positive * taken + (1 - positive) * other


def own(subject: Subject):
    """The inputs in the format itself, so that every step is rounded to it."""
    return subject.x


STEPS = ("infinite_input", "overflow", "underflow", "double_rounding")
"""What is true of formulas at their ends, or next to halfway points, beside what they were chosen for."""


def case(name, activation, dtype, order, formula, causes, inputs=singles, params=None):
    also = STEPS if inputs is singles and dtype in ("bfloat16", "float16") else (*STEPS, *ROUGH)
    return Mutant(name, activation, dtype, order, lambda s: formula(inputs(s)), causes, params=params or {}, also=also)


SELU = 1.6732632423543772 * 1.0507009873554805

MUTANTS = (
    case("1 + erf", "gelu", "bfloat16", 0, gelu, SUM),
    case("1 + erf, half", "gelu", "float16", 0, gelu, SUM),
    case("1 + erf, all in half", "gelu", "float16", 0, gelu, SUM + ROUGH, own),
    case("1 + erf, single", "gelu", "float32", 0, gelu, SUM),
    case("1 + erf, multiplied out", "gelu", "float32", 0, gelu_multiplied_out, SUM),
    case("1 + erf, multiplied out and fused", "gelu", "float32", 0, gelu_fused, SUM),
    case("1 + erf in the slope", "gelu", "bfloat16", 1, gelu_slope, SUM),
    case("1 + tanh", "gelu_tanh", "bfloat16", 0, gelu_tanh, SUM),
    case("1 + tanh in the slope", "gelu_tanh", "bfloat16", 1, gelu_tanh_slope, SUM + OVERFLOW),
    case("difference of exponentials", "tanh", "float16", 0, tanh_by_two, SUM + OVERFLOW),
    case("1 - 2/(1 + e)", "tanh", "bfloat16", 0, tanh_by_one, SUM),
    case("by size", "tanh", "bfloat16", 0, tanh_by_size, (*SUM, "expm1")),
    case("1 - sigmoid", "sigmoid", "float16", 0, lambda x: 1 - 1 / (1 + np.exp(x)), SUM),
    case("x - tanh", "tanhshrink", "bfloat16", 0, lambda x: x - np.tanh(x), SUM),
    case("1 - tanh^2", "tanh", "bfloat16", 1, lambda x: 1 - np.tanh(x) ** 2, SUM),
    case("x + sqrt", "squareplus", "bfloat16", 0, lambda x: (x + np.sqrt(x * x + 4)) / 2, SUM),
    # Both round 1 + exp(x), and nothing else tells.
    case("squares in mish", "mish", "bfloat16", 0, mish_by_square, (*SUM, *OVERFLOW, "log1p")),
    case("exp - 1", "elu", "bfloat16", 0, elu, ("expm1",)),
    case("exp - 1, half", "elu", "float16", 0, elu, ("expm1",), own),
    case("exp - 1, alpha", "elu", "bfloat16", 0, lambda x: elu(x, 0.5), ("expm1",), params={"alpha": "1/2"}),
    case("exp - 1, celu", "celu", "bfloat16", 0, elu, ("expm1",)),
    case("exp - 1, selu", "selu", "bfloat16", 0,
         lambda x: np.where(x > 0, np.float32(1.0507009873554805) * x, np.float32(SELU) * (np.exp(x) - 1)),
         ("expm1",)),
    case("log(1 + exp)", "softplus", "bfloat16", 0, lambda x: np.log(1 + np.exp(x)), ("log1p",)),
    case("log(1 + exp), half", "softplus", "float16", 0, lambda x: np.log(1 + np.exp(x)), ("log1p",), own),
    case("1 - sigmoid in the slope", "log_sigmoid", "float32", 1, lambda x: 1 - 1 / (1 + np.exp(-x)), SUM),
    case("log of sigmoid", "log_sigmoid", "bfloat16", 0, lambda x: np.log(1 / (1 + np.exp(-x))), ("log1p",)),
    case("mish", "mish", "bfloat16", 0, mish, ("log1p",)),
    case("log1p(exp)", "softplus", "bfloat16", 0, lambda x: np.log1p(np.exp(x)), OVERFLOW),
    case("log1p(exp), half", "softplus", "float16", 0, lambda x: np.log1p(np.exp(x)), OVERFLOW, own),
    case("inf/inf in silu", "silu", "float16", 0, lambda x: x * np.exp(x) / (1 + np.exp(x)), OVERFLOW + ROUGH, own),
    case("inf/inf in tanh", "tanh", "bfloat16", 0, tanh_by_square, OVERFLOW + SUM + ("expm1",)),
    case("inf/inf in sigmoid", "sigmoid", "bfloat16", 0, lambda x: np.exp(x) / (1 + np.exp(x)), OVERFLOW),
    case("inf/inf in the slope", "sigmoid", "bfloat16", 1, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2, OVERFLOW),
    case("x*x", "squareplus", "float16", 0, lambda x: (x + np.sqrt(x * x + np.float16(4))) * np.float16(0.5),
         OVERFLOW + SUM, own),
    case("x^3 in the slope", "gelu_tanh", "float16", 1, gelu_tanh_slope, OVERFLOW + ROUGH + SUM, own),
    case("x*6", "hard_swish", "float16", 0,
         lambda x: x * np.clip(x + np.float16(3), np.float16(0), np.float16(6)) / np.float16(6), OVERFLOW + ROUGH, own),
    case("(1 + |x|)^2", "softsign", "float16", 1,
         lambda x: np.float16(1) / ((np.float16(1) + np.abs(x)) * (np.float16(1) + np.abs(x))), OVERFLOW + ROUGH, own),
    case("0*inf in elu's slope", "elu", "float16", 1, lambda x: masked(x, 1, np.exp(x)), ("untaken_branch",), own),
    case("0*inf in celu's slope", "celu", "bfloat16", 1, lambda x: masked(x, 1, np.exp(x)), ("untaken_branch",)),
    case("0*inf in selu's slope", "selu", "bfloat16", 1,
         lambda x: masked(x, np.float32(1.0507009873554805), np.float32(SELU) * np.exp(x)), ("untaken_branch",)),
    case("mish, all in half", "mish", "float16", 0, mish, (*ROUGH, "log1p", *OVERFLOW), own),
    case("silu, all in bfloat16", "silu", "bfloat16", 0, lambda x: x / (1 + np.exp(-x)), ROUGH + OVERFLOW, own),
    case("gelu_tanh, all in bfloat16", "gelu_tanh", "bfloat16", 0, gelu_tanh, ROUGH + SUM, own),
    case("quick_gelu, all in half", "quick_gelu", "float16", 0,
         lambda x: x / (np.float16(1) + np.exp(np.float16(-1.702) * x)), ROUGH + OVERFLOW, own),
    case("0*inf at minus infinity", "silu", "bfloat16", 0, lambda x: x * (1 / (1 + np.exp(-x))),
         ("infinite_input", "double_rounding"), lambda s: s.x.astype(np.float64)),
    case("inf/inf at infinity", "softsign", "float16", 0, lambda x: x / (1 + np.abs(x)), ("infinite_input",)),
)  # fmt: skip
