"""Clamps, thresholds, windows, grids and last roundings: results that are right up to somewhere, or to some bit."""

import numpy as np

from tests.mutants.planted import Mutant, odd_singles

CLAMP, SWITCH, GRID, TURN = ("clamp",), ("threshold",), ("quantised",), ("direction",)


def doubles(formula):
    return lambda s: formula(s.x.astype(np.float64))


def singles(formula):
    return lambda s: formula(s.x.astype(np.float32))


def doubled(s):
    return s.x.astype(np.float64)


def own(formula):
    return lambda s: formula(s.x)


def result(change):
    """The correct results, changed."""
    return lambda s: np.asarray(change(s.y.astype(np.float64)))


def inside(limit, value):
    """value(x) in place of f(x) for |x| < limit."""
    return lambda s: np.where(np.abs(s.x.astype(np.float64)) < limit, value(s.x.astype(np.float64)),
                              s.y.astype(np.float64))  # fmt: skip


def beyond(limit, value):
    """value(x) in place of f(x) from the limit outward."""

    def spoil(s):
        x = s.x.astype(np.float64)
        return np.where(x >= limit if limit > 0 else x <= limit, value(x), s.y.astype(np.float64))

    return spoil


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus_to(limit):
    return lambda x: np.where(x < limit, np.log1p(np.exp(x)), x)


def tanh_gelu_clamped(x):
    return x * 0.5 * (1 + np.tanh(np.clip(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3), -2, 2)))


def cut(formula):
    """float32 results of which the upper half is kept, as bfloat16."""
    import ml_dtypes

    def spoil(s):
        y = odd_singles(formula(s.x.astype(np.float64)))
        return (y.view(np.uint32) >> 16).astype(np.uint16).view(ml_dtypes.bfloat16)

    return spoil


def gelu(x):
    from scipy.special import erfc

    return np.where(np.isposinf(x), x, np.where(np.isneginf(x), -0.0, x / 2 * erfc(-x / np.sqrt(2))))


def silu_slope(x):
    s = sigmoid(x)
    return np.where(np.isinf(x), x > 0, s * (1 + x * (1 - s)))


def ties_away(s):
    from tests.mutants.results import ties_away

    return ties_away(s)


MUTANTS = (
    Mutant("result in [1e-3, 1 - 1e-3]", "sigmoid", "float16", 0, result(lambda y: np.clip(y, 1e-3, 1 - 1e-3)), CLAMP),
    Mutant("result in [1e-7, 1 - 1e-7]", "sigmoid", "float32", 0, result(lambda y: np.clip(y, 1e-7, 1 - 1e-7)), CLAMP),
    Mutant("result to 0.999", "tanh", "float16", 0, result(lambda y: np.clip(y, -0.999, 0.999)), CLAMP),
    Mutant("input in [-8, 8]", "sigmoid", "bfloat16", 0, doubles(lambda x: sigmoid(np.clip(x, -8, 8))), CLAMP),
    Mutant("input in [-3, 3]", "tanh", "float16", 0, doubles(lambda x: np.tanh(np.clip(x, -3, 3))), CLAMP),
    Mutant("input to 20", "softplus", "bfloat16", 0, doubles(lambda x: np.log1p(np.exp(np.minimum(x, 20)))), CLAMP),
    Mutant("sigmoid's input in [-10, 10]", "silu", "float16", 0, doubles(lambda x: x * sigmoid(np.clip(x, -10, 10))),
           CLAMP),
    Mutant("exponent to 20", "sigmoid", "bfloat16", 0, doubles(lambda x: 1 / (1 + np.exp(np.minimum(-x, 20)))), CLAMP),
    Mutant("exponent to 30", "silu", "bfloat16", 0, doubles(lambda x: x / (1 + np.exp(np.minimum(-x, 30)))), CLAMP),
    Mutant("tanh's input in [-2, 2]", "gelu_tanh", "float16", 0, doubles(tanh_gelu_clamped), CLAMP),
    Mutant("log of at least 1e-6", "log_sigmoid", "float16", 0,
           doubles(lambda x: np.log(np.maximum(sigmoid(x), 1e-6))), CLAMP),
    Mutant("overflow up to 18", "softplus", "float16", 0, own(softplus_to(18)), ("overflow",), also=("precision",)),
    Mutant("overflow up to 100", "softplus", "bfloat16", 0, singles(softplus_to(100)), ("overflow",)),
    Mutant("overflow up to 780", "softplus", "float64", 0, doubles(softplus_to(780)), ("overflow",),
           also=("precision",)),
    Mutant("x from 20, double", "softplus", "float64", 0, beyond(20, lambda x: x), SWITCH),
    Mutant("1 from 9, double", "tanh", "float64", 0,
           lambda s: np.where(np.abs(s.x) > 9, np.sign(s.x), s.y), SWITCH),
    Mutant("NaN from 100", "silu", "float16", 0, beyond(100, lambda x: x * np.nan), (*SWITCH, "")),
    Mutant("x next to 0", "tanh", "float16", 0, inside(2.0**-3, lambda x: x), SWITCH),
    Mutant("x next to 0, single", "tanh", "float32", 0, inside(2.0**-8, lambda x: x), SWITCH),
    Mutant("x/2 next to 0", "gelu", "float16", 0, inside(0.02, lambda x: x / 2), SWITCH),
    Mutant("1/2 + x/4 next to 0", "sigmoid", "float16", 0, inside(0.4, lambda x: 0.5 + x / 4), SWITCH),
    Mutant("1/2 next to 0", "sigmoid", "float16", 0, inside(0.0625, lambda x: 0.5 + 0 * x), SWITCH),
    Mutant("0 to -12", "silu", "bfloat16", 0, beyond(-12, lambda x: x * 0), SWITCH),
    Mutant("0 to -7", "elu", "float16", 1, beyond(-7, lambda x: x * 0), SWITCH),
    Mutant("0 to -88, single", "sigmoid", "float32", 0, beyond(-88, lambda x: x * 0), SWITCH),
    Mutant("0 to -700, double", "sigmoid", "float64", 0, beyond(-700, lambda x: x * 0), SWITCH),
    Mutant("0 to -11", "silu", "float16", 0, beyond(-11, lambda x: x * 0), SWITCH),
    # exp and what approximates it end between -88 and -88.5 too, the next number: that cannot be told apart.
    Mutant("0 below -88", "sigmoid", "bfloat16", 1, lambda s: np.where(np.abs(doubled(s)) > 88, 0, s.y), ("",)),
    Mutant("0 to -15", "softplus", "bfloat16", 0, beyond(-15, lambda x: x * 0), SWITCH),
    Mutant("1 from 5", "sigmoid", "float16", 1, beyond(5, lambda x: x * 0), SWITCH),
    Mutant("upper half of float32", "gelu", "bfloat16", 0, cut(gelu), TURN, says="zero"),
    Mutant("upper half of float32, slope", "silu", "bfloat16", 1, cut(silu_slope), TURN, says="zero"),
    Mutant("upper half of float32, tanh", "tanh", "bfloat16", 0, cut(np.tanh), TURN, says="zero"),
    Mutant("ties away", "hard_sigmoid", "float16", 0, ties_away, TURN, says="away"),
    Mutant("256ths", "sigmoid", "float16", 0, result(lambda y: np.rint(y * 256) / 256), GRID),
    Mutant("127ths", "tanh", "float16", 0, result(lambda y: np.rint(y * 127) / 127), GRID),
    Mutant("255ths", "sigmoid", "bfloat16", 0, result(lambda y: np.rint(y * 255) / 255), GRID),
    Mutant("255ths of what is not rounded yet", "hard_sigmoid", "float16", 0,
           doubles(lambda x: np.rint(np.clip(x / 6 + 0.5, 0, 1) * 255) / 255), GRID),
    Mutant("3 decimals", "gelu", "float16", 0, result(lambda y: np.round(y, 3)), GRID),
    Mutant("4096ths, down", "silu", "float16", 0, result(lambda y: np.floor(y * 4096) / 4096), GRID),
    Mutant("2 decimals of a slope", "tanh", "bfloat16", 1, result(lambda y: np.round(y, 2)), GRID),
)  # fmt: skip
