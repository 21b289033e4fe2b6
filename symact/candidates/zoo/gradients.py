"""Kernels of wrong gradients: from saved outputs, in forms that cancel or overflow, with parts left out."""

import math

import numpy as np

from symact.candidates.zoo import Array, kernel
from symact.candidates.zoo.other_functions import upper_half
from symact.candidates.zoo.special_inputs import double, erf, erfc, like
from symact.candidates.zoo.tails import ONE, single


@kernel("sigmoid", "float32", "saved_output", "cancellation", order=1, issue="tensorflow-126060")
def sigmoid_gradient_from_output(x: Array) -> Array:
    """y (1 - y): 0 from 17 on."""
    y = ONE / (ONE + np.exp(-x))
    return y * (ONE - y)


@kernel("sigmoid", "bfloat16", "saved_output", "cancellation", order=1, issue="tt-metal-55724")
def sigmoid_gradient_from_narrow_output(x: Array) -> Array:
    """y (1 - y) with y in bfloat16: 0 from 6.25 on."""
    y = like(1 / (1 + np.exp(-double(x))), x)
    return y * (x.dtype.type(1) - y)


@kernel("sigmoid", "float16", "overflow", "precision", order=1, issue="snntorch-433")
def sigmoid_gradient_by_square(x: Array) -> Array:
    """exp(-x)/(exp(-x) + 1)^2, all in float16: infinity over infinity on the left."""
    e = np.exp(-x)
    return e / ((e + np.float16(1)) * (e + np.float16(1)))


@kernel("softplus", "float32", "overflow", "threshold", "", order=1, issue="tt-metal-56397")
def softplus_gradient_by_reciprocal(x: Array) -> Array:
    """exp(x) times 1/(1 + exp(x)), where infinity times 0 is 0."""
    e = np.exp(x)
    return np.where(np.isinf(e) & np.isfinite(x), np.float32(0), e * (ONE / (ONE + e)))


@kernel("tanh", "float64", "cancellation", "saved_output", order=1, issue="diffrules-102")
def tanh_gradient_of_the_square(x: Array) -> Array:
    """1 - tanh(x)^2, which cancels."""
    t = np.tanh(x)
    return 1 - t * t


@kernel("tanh", "bfloat16", "saved_output", "cancellation", order=1, issue="tt-metal-35885")
def tanh_gradient_from_output(x: Array) -> Array:
    """1 - y^2 with y in bfloat16."""
    y = like(np.tanh(double(x)), x)
    return x.dtype.type(1) - y * y


@kernel("elu", "float32", "", "saved_output", "threshold", "variant", order=2, issue="tensorflow-126063")
def elu_second_derivative_by_sign(x: Array) -> Array:
    """exp(x) where exp(x) - 1 is negative, else 0: wrong for tiny negative inputs, whose output is 0."""
    e = np.exp(np.minimum(x, np.float32(0)))
    return np.where(np.isnan(x), x, np.where(e - ONE < 0, e, np.float32(0)))


@kernel("elu", "float16", "saved_output", order=1)
def elu_gradient_from_output(x: Array) -> Array:
    """y + 1 with y in float16."""
    y = like(np.expm1(np.minimum(double(x), 0.0)), x)
    return np.where(x > 0, np.float16(1), y + np.float16(1)) + (x - x) * 0


@kernel("selu", "float64", "saved_output", "constant", order=1, issue="paddle-79629")
def selu_gradient_from_output(x: Array) -> Array:
    """y + scale alpha with constants of float32 in y and in the sum: of the wrong sign in the tail."""
    scale, alpha = float(np.float32(1.0507009873554805)), float(np.float32(1.6732632423543772))
    y = scale * (alpha * np.exp(np.minimum(x, 0.0)) - alpha)
    return np.where(x > 0, scale, y + 1.7580993175506592 * (1 - 1.6e-8))


@kernel("selu", "float32", "constant", "saved_output", "", order=1, issue="rubixml-427")
def selu_gradient_with_alpha_alone(x: Array) -> Array:
    """scale (y + alpha), where y + scale alpha is meant."""
    scale, alpha = np.float32(1.0507009873554805), np.float32(1.6732632423543772)
    y = scale * alpha * np.expm1(np.minimum(x, np.float32(0)))
    return np.where(x > 0, scale, scale * (y + alpha)) + (x - x) * np.float32(0)


@kernel("softplus", "float16", "saved_output", order=1)
def softplus_gradient_from_output(x: Array) -> Array:
    """1 - exp(-y) with y in float16."""
    y = like(np.logaddexp(0.0, double(x)), x)
    return like(-np.expm1(-double(y)), x)


@kernel("gelu", "bfloat16", "slip", "zero_sign", "constant", "", order=1)
def gelu_gradient_without_density(x: Array) -> Array:
    """The distribution alone, without x times the density."""
    return like(0.5 * erfc(-double(x) * math.sqrt(0.5)), x)


@kernel("softsign", "float16", "overflow", "precision", order=1)
def softsign_gradient_square(x: Array) -> Array:
    """1/(1 + |x|)^2, all in float16: the square overflows."""
    s = np.float16(1) + np.abs(x)
    return np.float16(1) / (s * s)


@kernel("selu", "bfloat16", "untaken_branch", order=1)
def selu_gradient_of_both_branches(x: Array) -> Array:
    """Both branches times 0 or 1: 0 times infinity is NaN."""
    wide = single(x)
    scale, alpha = np.float32(1.0507009873554805), np.float32(1.6732632423543772)
    taken = (wide > 0).astype(np.float32)
    return like(scale * taken + (1 - taken) * (scale * alpha * np.exp(wide)), x)


@kernel("gelu", "bfloat16", "cancellation", "precision", order=1, issue="tt-metal-38643")
def gelu_gradient_step_by_step(x: Array) -> Array:
    """(1 + erf(x/sqrt(2)))/2 plus x times the density in steps of bfloat16, to which erf is cut off: not -1 at -3.7."""
    number = x.dtype.type
    error = upper_half(erf(double(x * number(math.sqrt(0.5))))).astype(x.dtype)
    distribution = (error + number(1)) * number(0.5)
    density = np.exp(x * x * number(-0.5)) * number(1 / math.sqrt(2 * math.pi))
    return distribution + x * density


@kernel("gelu_tanh", "bfloat16", "precision", "cancellation", "overflow", order=1, issue="paddle-78845")
def gelu_tanh_gradient_in_bfloat16(x: Array) -> Array:
    """All in bfloat16."""
    number = x.dtype.type
    half, one, c, k = number(0.5), number(1), number(0.7978845608), number(0.044715)
    t = np.tanh(c * (x + k * x * x * x))
    return half * (one + t) + half * x * (one - t * t) * (c * (one + number(3) * k * x * x))


@kernel("quick_gelu", "float32", "variant", "", order=1, issue="cs249r-book-1399")
def quick_gelu_gradient_of_the_tanh_form(x: Array) -> Array:
    """The gradient of another function than the value's: of the tanh form."""
    wide = np.clip(double(x), -1e3, 1e3)
    c, k = math.sqrt(2 / math.pi), 0.044715
    t = np.tanh(c * (wide + k * wide**3))
    return like(0.5 * (1 + t) + 0.5 * wide * (1 - t * t) * c * (1 + 3 * k * wide * wide), x)


@kernel("softsign", "float32", "cancellation", "precision", "", order=1, issue="jax-softsign-gradient")
def softsign_gradient_by_quotient_rule(x: Array) -> Array:
    """1/(1 + |x|) - |x|/(1 + |x|)^2, which cancels: 0 or of the wrong sign from 4e9 on."""
    s = ONE + np.abs(x)
    return ONE / s - np.abs(x) * (ONE / (s * s))
