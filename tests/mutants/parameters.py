"""Other constants, other parameters, and two defects at a time."""

import numpy as np

from tests.mutants.functions import OTHER, ROOT, SHORT, doubles, other, tanh_gelu
from tests.mutants.limits import own, singles
from tests.mutants.planted import Mutant, erf

VALUE = ("parameter", "variant", "constant")


def hard_swish(slope):
    def formula(x):
        f = x.dtype.type
        return np.where(x >= 3, x, np.where(x <= -3, x * f(0), x * (x * f(slope) + f(0.5))))

    return formula


def gelu_slope(root, bell):
    def formula(x):
        from scipy.special import erfc

        return np.where(
            np.isinf(x), x > 0, erfc(-x * root) / 2 + np.where(np.isinf(x), 0, x) * bell * np.exp(-x * x / 2)
        )

    return formula


def gelu_tanh_slope(scale, cubic):
    """Its derivative with constants of its own."""

    def formula(x):
        x = np.clip(x, -1e3, 1e3)
        u = ROOT * (x + 0.044715 * x**3)
        s = 1 / (1 + np.exp(-2 * u))
        return s + 2 * x * s * (1 - s) * scale * (1 + cubic * x * x)

    return formula


def gelu(root):
    def formula(x):
        f = x.dtype.type
        return f(0.5) * x * (f(1) + erf(f(root) * x))

    return formula


def gelu_tanh(scale, cubic):
    def formula(x):
        f = x.dtype.type
        return f(0.5) * x * (f(1) + np.tanh(f(scale) * (x + f(cubic) * x * x * x)))

    return formula


def elu(alpha):
    def formula(x):
        f = x.dtype.type
        return np.where(x > 0, x, f(alpha) * (np.exp(x) - f(1)))

    return formula


def selu_slope(x):
    return np.where(x > 0, 1.0507009873554805, 1.7581 * np.exp(np.minimum(x, 0)))


def with_both(one, two):
    """Results of one function above 0 and of the other below."""
    return lambda s: np.where(s.x > 0, one(s), two(s))


BOTH = ("constant", "cancellation")

MUTANTS = (
    Mutant("x(0.1667x + 1/2)", "hard_swish", "float16", 0, singles(hard_swish(0.1667)), SHORT),
    Mutant("x(0.1667x + 1/2), single", "hard_swish", "float32", 0, singles(hard_swish(0.1667)), SHORT),
    Mutant("x(0.166x + 1/2), narrow", "hard_swish", "bfloat16", 0, singles(hard_swish(0.166)), SHORT),
    Mutant("0.1341 for 0.134145", "gelu_tanh", "float16", 1, doubles(gelu_tanh_slope(ROOT, 0.1341)), SHORT),
    Mutant("without sqrt(2) beside sigma", "laplace", "bfloat16", 0,
           doubles(lambda x: (1+erf((x-0.707107)/0.282095))/2), ("constant",), says="sqrt(2)/2 is 1 "),
    Mutant("0.79 for sqrt(2/pi) in the slope", "gelu_tanh", "float16", 1, doubles(gelu_tanh_slope(0.79, 0.134145)),
           SHORT),
    Mutant("0.3989 for 1/sqrt(2 pi)", "gelu", "float16", 1, doubles(gelu_slope(np.sqrt(0.5), 0.398)), SHORT),
    Mutant("0.7071 for sqrt(1/2) in the slope", "gelu", "float16", 1,
           doubles(gelu_slope(0.707, 1 / np.sqrt(2 * np.pi))), SHORT),
    Mutant("1.7581 for scale alpha", "selu", "float16", 1, doubles(selu_slope), (*SHORT, "")),
    Mutant("0.2 for 1/6", "hard_sigmoid", "float16", 0, doubles(lambda x: np.clip(0.2 * x + 0.5, 0, 1)), VALUE),
    Mutant("0.79788 and 0.0447", "gelu_tanh", "float16", 0, doubles(lambda x: tanh_gelu(x, 0.7978, 0.0447)),
           SHORT),
    Mutant("celu is elu(2)", "celu", "float16", 0, other("elu", alpha="2"), (*OTHER, *VALUE), params={"alpha": "2"}),
    Mutant("alpha 3/2", "elu", "float16", 0, other("elu", alpha="3/2"), VALUE, says="3/2"),
    Mutant("alpha 1/2 in the slope", "elu", "float16", 1, other("elu", alpha="1/2"), VALUE, says="1/2"),
    Mutant("slope 0.2", "leaky_relu", "float16", 0, other("leaky_relu", negative_slope="1/5"), VALUE, says="1/5"),
    Mutant("slope 0.1", "prelu", "bfloat16", 0, other("leaky_relu", negative_slope="1/10"), VALUE),
    Mutant("beta 2", "softplus", "float16", 0, other("softplus", beta="2"), VALUE, says="2"),
    Mutant("b 1", "squareplus", "bfloat16", 0, other("squareplus", b="1"), VALUE, says="1"),
    Mutant("w0 1", "sine", "float16", 0, other("sine", w0="1"), VALUE, says="1"),
    Mutant("1.5 for 1.702", "quick_gelu", "float16", 0, doubles(lambda x: x / (1 + np.exp(-1.5 * x))), VALUE,
           says="1.5"),
    Mutant("sigmoid of 1.1 x", "silu", "bfloat16", 0, doubles(lambda x: x / (1 + np.exp(-1.1 * x))), VALUE, says="1.1"),
    Mutant("sigmoid of 0.9 x", "sigmoid", "float16", 0, doubles(lambda x: 1 / (1 + np.exp(-0.9 * x))), VALUE,
           says="0.9"),
    Mutant("half of x", "log_sigmoid", "float16", 0, doubles(lambda x: -np.log1p(np.exp(-0.5 * x))), VALUE,
           also=("overflow",), says="0.5"),
    Mutant("0.7071 and 1 + erf", "gelu", "float32", 0, singles(gelu(0.7071)), BOTH),
    Mutant("0.79 and 1 + tanh", "gelu_tanh", "bfloat16", 0, singles(gelu_tanh(0.79, 0.044715)), BOTH),
    Mutant("0.797 and 1 + tanh, single", "gelu_tanh", "float32", 0, singles(gelu_tanh(0.797, 0.044715)), BOTH),
    Mutant("alpha 3/2 and exp - 1", "elu", "bfloat16", 0, singles(elu(1.5)), ("expm1", *VALUE)),
    Mutant("1.67, 1.05 and exp - 1", "selu", "float16", 0,
           singles(lambda x: np.where(x > 0, np.float32(1.05) * x, np.float32(1.05 * 1.67) * (np.exp(x) - 1))),
           ("constant", "expm1")),
    Mutant("0.1667 and no lower clamp", "hard_sigmoid", "float16", 0,
           doubles(lambda x: np.minimum(0.1667 * x + 0.5, 1)),
           ("constant", "missing_clamp", "threshold", "variant")),
    Mutant("0 to -6 and x from 6", "silu", "float16", 0,
           lambda s: np.where(s.x < -6, -0.0, np.where(s.x > 6, s.x, s.y)), ("threshold",)),
    Mutant("toward zero, subnormals lost", "sigmoid", "float16", 1,
           lambda s: np.where(np.abs(s.y) < 2.0**-14, 0, s.y), ("flush",)),
    Mutant("exponent overflows, NaN gives 0", "softplus", "float16", 0,
           own(lambda x: np.where(np.isnan(x), x.dtype.type(0), np.log1p(np.exp(x)))), ("overflow", "nan_dropped"),
           also=("precision",)),
)  # fmt: skip
