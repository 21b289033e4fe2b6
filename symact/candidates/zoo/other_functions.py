"""Kernels of another function: another constant, a switch in the wrong place, a coarse or narrow result."""

import math

import numpy as np

from symact.candidates.zoo import Array, kernel
from symact.candidates.zoo.special_inputs import double, exact_gelu, like


def sigmoid(x: Array) -> Array:
    """Return the sigmoid in float64."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-double(x)))


def finite_gelu(x: Array) -> Array:
    """Return GELU in float64 with its limits."""
    return np.where(x == -np.inf, -0.0, exact_gelu(x))


def upper_half(values: Array) -> Array:
    """Return the upper 16 bits of float32 numbers, as float32: bfloat16 by truncation."""
    bits = np.asarray(values).astype(np.float32).view(np.uint32)
    return (bits & np.uint32(0xFFFF0000)).view(np.float32)


@kernel("selu", "float32", "constant", "parameter", issue="tt-metal-55393")
def selu_of_six_digits(x: Array) -> Array:
    """1.0507 and 1.67326 for the constants."""
    wide = double(x)
    return like(1.0507 * np.where(x > 0, wide, 1.67326 * np.expm1(np.minimum(wide, 0.0))), x)


@kernel("softplus", "float64", "threshold", issue="tvm-20212")
def softplus_is_x_from_20(x: Array) -> Array:
    """x above 20, in float64 too."""
    return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20.0))))


@kernel("softplus", "float32", "threshold", issue="aesara-260")
def softplus_is_x_from_14(x: Array) -> Array:
    """x from 14 on, where float32 still tells them apart."""
    return np.where(x > 14, x, like(np.log1p(np.exp(np.minimum(double(x), 14.0))), x))


@kernel("gelu", "bfloat16", "threshold", "variant", "", issue="tt-metal-56616")
def gelu_is_x_next_to_0(x: Array) -> Array:
    """x, and not x/2, next to 0."""
    return like(np.where((np.abs(double(x)) < 2.0**-21) & (x != 0), double(x), finite_gelu(x)), x)


@kernel("gelu", "bfloat16", "threshold", "", issue="tt-metal-35290")
def gelu_is_0_below_minus_5(x: Array) -> Array:
    """0 below -5.5, where results are still normal numbers."""
    return like(np.where(double(x) < -5.5, -0.0, finite_gelu(x)), x)


@kernel("sine", "float64", "", "double_rounding")
def sine_rounded_twice(x: Array) -> Array:
    """The other neighbour where the exact value lies next to the middle of two."""
    y = np.sin(30 * x)
    return np.where(np.abs(y) > 0.9, np.nextafter(y, np.inf), y)


@kernel("gelu", "float16", "variant")
def gelu_by_tanh(x: Array) -> Array:
    """The tanh form for GELU."""
    wide = double(x)
    y = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
    return like(np.where(x == -np.inf, -0.0, y), x)


@kernel("gelu", "bfloat16", "variant")
def gelu_by_sigmoid(x: Array) -> Array:
    """x sigmoid(1.702 x) for GELU."""
    return like(np.where(x == -np.inf, -0.0, double(x) * sigmoid(1.702 * double(x))), x)


@kernel("hard_sigmoid", "float16", "variant", "parameter", "constant")
def hard_sigmoid_of_slope_a_fifth(x: Array) -> Array:
    """clip(0.2 x + 0.5, 0, 1), as elsewhere."""
    return like(np.clip(0.2 * double(x) + 0.5, 0, 1), x)


@kernel("leaky_relu", "float16", "variant", "parameter", "constant")
def leaky_relu_of_slope_a_fifth(x: Array) -> Array:
    """The slope 0.2 for 0.01."""
    return like(np.where(x > 0, double(x), 0.2 * double(x)), x)


@kernel("celu", "float16", "variant", "parameter", "constant", params={"alpha": "2"})
def celu_as_elu(x: Array) -> Array:
    """ELU with alpha = 2, whose exponent is not divided by it."""
    return like(np.where(x > 0, double(x), 2 * np.expm1(np.minimum(double(x), 0.0))), x)


@kernel("quick_gelu", "float16", "constant", "parameter")
def quick_gelu_of_two_digits(x: Array) -> Array:
    """1.7 for 1.702."""
    return like(np.where(x == -np.inf, -0.0, double(x) * sigmoid(1.7 * double(x))), x)


@kernel("relu6", "float16", "variant", "missing_clamp")
def relu6_without_six(x: Array) -> Array:
    """ReLU for ReLU6."""
    return np.maximum(x, np.float16(0))


@kernel("hard_swish", "bfloat16", "missing_clamp")
def hard_swish_without_six(x: Array) -> Array:
    """x relu(x + 3)/6: without the upper end."""
    return like(double(x) * np.maximum(double(x) + 3, 0) / 6, x)


@kernel("sigmoid", "float16", "clamp")
def sigmoid_of_clamped_input(x: Array) -> Array:
    """The input held between -5 and 5."""
    return like(sigmoid(np.clip(double(x), -5, 5)), x)


@kernel("log_sigmoid", "float16", "clamp")
def log_of_clamped_sigmoid(x: Array) -> Array:
    """The logarithm of at least 10^-6."""
    return like(np.log(np.maximum(sigmoid(x), 1e-6)), x)


@kernel("mish", "float16", "threshold")
def mish_is_x_from_2(x: Array) -> Array:
    """x from 5/2 on."""
    wide = double(x)
    y = wide * np.tanh(np.logaddexp(0.0, wide))
    return like(np.where(wide > 2.5, wide, np.where(x == -np.inf, -0.0, y)), x)


@kernel("tanh", "float16", "quantised")
def tanh_of_eight_bits(x: Array) -> Array:
    """Results rounded to 127ths."""
    return like(np.round(np.tanh(double(x)) * 127) / 127, x)


@kernel("sigmoid", "float16", "quantised")
def sigmoid_of_eight_bits(x: Array) -> Array:
    """Results rounded to 256ths."""
    return like(np.round(sigmoid(x) * 256) / 256, x)


@kernel("tanh", "float16", "lookup")
def tanh_of_a_table(x: Array) -> Array:
    """Straight lines between the entries of a table, an eighth apart."""
    wide = double(x)
    with np.errstate(invalid="ignore"):
        low = np.floor(np.clip(wide, -8, 8) * 8) / 8
        return like(np.tanh(low) + (np.clip(wide, -8, 8) - low) * 8 * (np.tanh(low + 0.125) - np.tanh(low)), x)


@kernel("silu", "float16", "narrowed")
def silu_of_narrow_input(x: Array) -> Array:
    """The input cut to the precision of bfloat16."""
    import ml_dtypes

    wide = double(x.astype(np.float32).astype(ml_dtypes.bfloat16))
    return like(np.where(x == -np.inf, -0.0, wide * sigmoid(wide)), x)


@kernel("gelu", "bfloat16", "direction")
def gelu_truncated(x: Array) -> Array:
    """The upper half of the float32 result."""
    return upper_half(finite_gelu(x)).astype(x.dtype)


@kernel("sigmoid", "bfloat16", "flush", order=1)
def sigmoid_gradient_flushed(x: Array) -> Array:
    """Subnormal results are 0."""
    e = np.exp(-np.abs(double(x)))
    y = e / ((1 + e) * (1 + e))
    return like(np.where(np.abs(y) < 2.0**-126, 0.0, y), x)


@kernel("sine", "float16", "variant", "parameter", "constant")
def sine_of_x(x: Array) -> Array:
    """sin(x), where sin(30 x) is asked for."""
    with np.errstate(invalid="ignore"):
        return like(np.sin(double(x)), x)
