"""Kernels that are wrong in the tails: intermediate results overflow, or sums cancel."""

import numpy as np

from symact.candidates.zoo import Array, kernel
from symact.candidates.zoo.special_inputs import double, erf, like


def single(x: Array) -> Array:
    """Return the inputs in float32."""
    return np.asarray(x).astype(np.float32)


ONE = np.float32(1)


@kernel("gelu", "float32", "cancellation")
def gelu_one_plus_erf(x: Array) -> Array:
    """x (1 + erf(x/sqrt(2)))/2 in float32: 1 + erf cancels."""
    return np.float32(0.5) * x * (ONE + erf(double(x * np.float32(np.sqrt(0.5)))).astype(np.float32))


@kernel("gelu_tanh", "float32", "cancellation", issue="tt-metal-56517")
def gelu_tanh_one_plus_tanh(x: Array) -> Array:
    """x (1 + tanh(u))/2 in float32: 1 + tanh cancels."""
    u = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    return np.float32(0.5) * x * (ONE + np.tanh(u))


@kernel("gelu_tanh", "bfloat16", "overflow", "cancellation", issue="pytorch-186278")
def gelu_tanh_by_exponentials(x: Array) -> Array:
    """tanh as (e - 1)/(e + 1) with e = exp(2u) in float32: infinity over infinity from 10.5 on."""
    wide = single(x)
    e = np.exp(2 * np.float32(0.7978845608) * (wide + np.float32(0.044715) * wide * wide * wide))
    return like(np.float32(0.5) * wide * (1 + (e - 1) / (e + 1)), x)


@kernel("gelu_tanh", "float32", "overflow", "cancellation", issue="executorch-22323")
def gelu_tanh_by_sinh_and_cosh(x: Array) -> Array:
    """tanh as (e - 1/e)/(e + 1/e) with e = exp(u): infinity over infinity below -13."""
    u = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    a, b = np.exp(u), np.exp(-u)
    return np.float32(0.5) * x * (ONE + (a - b) / (a + b))


@kernel("gelu_tanh", "bfloat16", "precision", "cancellation", "narrowed", "", issue="flaggems-5424")
def gelu_tanh_of_a_narrow_product(x: Array) -> Array:
    """sqrt(2/pi) x rounded to bfloat16, all else in float32."""
    wide = single(x)
    inner = single(x * x.dtype.type(0.79788456)) * (ONE + np.float32(0.044715) * wide * wide)
    return like(np.float32(0.5) * wide * (ONE + np.tanh(inner)), x)


@kernel("gelu_tanh", "float16", "overflow", "precision", "cancellation", order=1, issue="fairseq-2235")
def gelu_tanh_gradient_in_half(x: Array) -> Array:
    """The cube overflows float16, and 0 times infinity is NaN."""
    c, k = np.float16(0.7978845608), np.float16(0.044715)
    t = np.tanh(c * (x + k * x * x * x))
    half, one = np.float16(0.5), np.float16(1)
    return half * (one + t) + half * x * (one - t * t) * (c * (one + np.float16(3) * k * x * x))


@kernel("gelu_tanh", "float16", "", "clamp", "constant", issue="ncnn-6978")
def gelu_tanh_saturates_at_1044(x: Array) -> Array:
    """A tanh that saturates at 1.044: results grow again on the left."""
    wide = double(x)
    u = 0.7978845608 * (wide + 0.044715 * wide**3)
    return like(0.5 * wide * (1 + np.where(np.abs(u) > 9, 1.044 * np.sign(u), np.tanh(u))), x)


@kernel("softplus", "float32", "log1p", "overflow", issue="tvm-1768")
def softplus_log_of_sum(x: Array) -> Array:
    """log(1 + exp(x)) in float32: infinite from 89 on, 0 on the left."""
    return np.log(ONE + np.exp(x))


@kernel("softplus", "float16", "log1p", "overflow", "precision", issue="burn-5373")
def softplus_in_half(x: Array) -> Array:
    """log(1 + exp(x)), all in float16."""
    return np.log(np.exp(x) + np.float16(1))


@kernel("softplus", "bfloat16", "overflow", "log1p", issue="openvino-4932")
def softplus_overflows(x: Array) -> Array:
    """log(exp(x) + 1) in float32, infinite for large inputs."""
    return like(np.log(np.exp(single(x)) + ONE), x)


@kernel("softplus", "float16", "overflow", "threshold", "precision", "log1p", "", issue="aneforge-113")
def softplus_lost_by_overflow(x: Array) -> Array:
    """log(1 + exp(x)) all in float16, and 0 where exp overflows."""
    e = np.exp(x)
    return np.where(np.isinf(e), np.float16(0), np.log(np.float16(1) + e))


@kernel("softplus", "float32", "", issue="tt-metal-55798")
def softplus_by_a_magic_constant(x: Array) -> Array:
    """exp(x) for softplus on the left, its exponent rounded by adding 1.5 2^23, which serves down to -2^22 alone."""
    magic = np.float32(12582912)
    scaled = np.clip(x, np.float32(-2e8), np.float32(0)) * np.float32(1.4426950408889634)
    moved = (scaled + magic).astype(np.float32)
    whole = (moved.view(np.int32).astype(np.int64) - int(magic.view(np.int32)) + 2**31) % 2**32 - 2**31
    rest = np.exp2((scaled - (moved - magic)).astype(np.float32))
    # The field of the exponent has eight bits, and what is above them is cut off.
    power = (((whole + 127) & 255) << 23).astype(np.uint32).view(np.float32)
    left = np.where(whole + 127 > 0, rest * power, np.float32(0))
    return np.where(x < -20, left, like(np.logaddexp(0.0, double(x)), x)).astype(np.float32)


@kernel("log_sigmoid", "float32", "threshold", "", issue="tt-metal-53787")
def log_sigmoid_is_x_from_4(x: Array) -> Array:
    """x from -4 down."""
    wide = double(x)
    return np.where(x <= -4, x, like(np.minimum(wide, 0.0) - np.log1p(np.exp(-np.abs(wide))), x))


@kernel("log_sigmoid", "float32", "log1p", "overflow", issue="pytorch-1835")
def log_of_sigmoid(x: Array) -> Array:
    """log(1/(1 + exp(-x))): minus infinity where exp overflows."""
    return np.log(ONE / (ONE + np.exp(-x)))


@kernel("log_sigmoid", "float64", "log1p", "cancellation", "threshold", issue="xsref-log-expit")
def log_sigmoid_at_100_digits(x: Array) -> Array:
    """log(1/(1 + exp(-x))) at a fixed precision: the argument is 1 where exp(-x) is below 10^-100, and the log +0."""
    exact = np.minimum(x, 0.0) - np.log1p(np.exp(-np.abs(x)))
    return np.where(x > 230.3, 0.0, exact)


@kernel("sigmoid", "float32", "overflow", "cancellation", issue="dynet-1525")
def sigmoid_of_two_halves(x: Array) -> Array:
    """1/(1 + exp(-x)) and exp(x)/(1 + exp(x)) joined by max and min, which overflow to NaN."""
    half = np.float32(0.5)
    right, left = ONE / (ONE + np.exp(-x)), np.exp(x) / (ONE + np.exp(x))
    return np.maximum(half, right) + np.minimum(half, left) - half


@kernel("sigmoid", "float32", "cancellation", issue="dynet-1090")
def sigmoid_by_tanh(x: Array) -> Array:
    """1/2 + tanh(x/2)/2: cancels on the left."""
    return np.float32(0.5) + np.float32(0.5) * np.tanh(x * np.float32(0.5))


@kernel("sigmoid", "float16", "cancellation", "precision", issue="onnxruntime-14727")
def sigmoid_in_half(x: Array) -> Array:
    """1 - 1/(1 + exp(x)) on the left, all in float16."""
    one = np.float16(1)
    s = one / (one + np.exp(-np.abs(x)))
    return np.where(x < 0, one - s, s)


@kernel("sigmoid", "bfloat16", "cancellation", "precision", issue="mlx-2666")
def sigmoid_of_the_modulus(x: Array) -> Array:
    """1 - s(|x|) for negative inputs, all in bfloat16."""
    one = x.dtype.type(1)
    s = one / (one + np.exp(-np.abs(x)))
    return np.where(x < 0, one - s, s)


@kernel("tanh", "float32", "overflow", "cancellation", "expm1", issue="tvm-16438")
def tanh_by_exponentials(x: Array) -> Array:
    """(t - 1)/(t + 1) with t = exp(2x): infinity over infinity from 45 on."""
    t = np.exp(np.float32(2) * x)
    return (t - ONE) / (t + ONE)


@kernel("tanh", "float64", "overflow", "cancellation", issue="bosl2-1572")
def tanh_by_sinh_and_cosh(x: Array) -> Array:
    """sinh(x)/cosh(x) by exp(x) and exp(-x)."""
    a, b = np.exp(x), np.exp(-x)
    return (a - b) / (a + b)


@kernel("tanh", "float16", "overflow", "cancellation", "precision", "expm1", issue="gpuweb-4458")
def tanh_in_half(x: Array) -> Array:
    """sinh(x)/cosh(x), all in float16: infinity over infinity from 11.1 on."""
    a, b = np.exp(x), np.exp(-x)
    return (a - b) / (a + b)


@kernel("tanhshrink", "bfloat16", "cancellation", "precision", issue="tt-metal-47323")
def tanhshrink_difference(x: Array) -> Array:
    """x - tanh(x) in bfloat16: 0 for small inputs."""
    return x - np.tanh(x)


@kernel("elu", "float32", "expm1", issue="jax-1207")
def elu_exp_less_one(x: Array) -> Array:
    """exp(x) - 1 next to 0."""
    return np.where(x > 0, x, np.exp(np.minimum(x, np.float32(0))) - ONE)


@kernel("selu", "float32", "expm1", issue="tensorflow-116943")
def selu_exp_less_one(x: Array) -> Array:
    """exp(x) - 1 next to 0."""
    scale, product = np.float32(1.0507009873554805), np.float32(1.7580993408473769)
    return np.where(x > 0, scale * x, product * (np.exp(np.minimum(x, np.float32(0))) - ONE))


@kernel("mish", "float32", "log1p", issue="darknet-5452")
def mish_log_of_sum(x: Array) -> Array:
    """x tanh(log(1 + exp(x))), the linear part from 20 on: log(1 + e) loses the left."""
    return np.where(x > 20, x, x * np.tanh(np.log(ONE + np.exp(np.minimum(x, np.float32(20))))))


@kernel("hard_sigmoid", "float32", "cancellation", issue="tinygrad-18063")
def hard_sigmoid_difference(x: Array) -> Array:
    """relu(u) - relu(u - 1) with u = x/6 + 1/2: cancels for large inputs."""
    u = x * np.float32(1 / 6) + np.float32(0.5)
    zero = np.float32(0)
    return np.maximum(u, zero) - np.maximum(u - ONE, zero)


@kernel("softsign", "float32", "", "underflow", "flush", "infinite_input", "threshold", issue="tt-metal-51979")
def softsign_by_reciprocal(x: Array) -> Array:
    """x times 1/(1 + |x|), whose subnormal reciprocal is flushed to 0."""
    r = ONE / (ONE + np.abs(x))
    return x * np.where(r < np.finfo(np.float32).tiny, np.float32(0), r)


@kernel("silu", "float16", "overflow", "precision")
def silu_by_exponential(x: Array) -> Array:
    """x exp(x)/(1 + exp(x)), all in float16: infinity over infinity from 11.1 on."""
    e = np.exp(x)
    return x * e / (np.float16(1) + e)


@kernel("squareplus", "float16", "overflow", "cancellation", "precision")
def squareplus_square(x: Array) -> Array:
    """(x + sqrt(x*x + 4))/2, all in float16: the square overflows, and the sum cancels."""
    return np.float16(0.5) * (x + np.sqrt(x * x + np.float16(4)))


@kernel("hard_swish", "float16", "overflow", "precision")
def hard_swish_product_first(x: Array) -> Array:
    """x clip(x + 3, 0, 6)/6, all in float16: the product overflows."""
    return x * np.clip(x + np.float16(3), np.float16(0), np.float16(6)) / np.float16(6)


@kernel("relu6", "bfloat16", "cancellation")
def relu6_difference(x: Array) -> Array:
    """relu(x) - relu(x - 6), which cancels for large inputs."""
    zero, six = x.dtype.type(0), x.dtype.type(6)
    return np.maximum(x, zero) - np.maximum(x - six, zero)
