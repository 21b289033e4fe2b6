"""Kernels that are wrong at infinities, NaN, zeros and kinks."""

import math

import numpy as np

from symact.candidates.zoo import Array, kernel


def double(x: Array) -> Array:
    """Return the inputs in float64."""
    return np.asarray(x).astype(np.float64)


def like(values: Array, x: Array) -> Array:
    """Return float64 values rounded once to the dtype of the inputs: NumPy goes by way of float32 below it."""
    wide = np.asarray(values)
    if x.dtype.itemsize >= 4 or wide.dtype != np.float64:
        return wide.astype(x.dtype)
    near = wide.astype(np.float32)
    past = np.where(np.abs(near) > np.abs(wide), np.nextafter(near, np.float32(0)), near)
    inexact = np.isfinite(wide) & (past.astype(np.float64) != wide)
    return (
        np.where(inexact, past.view(np.uint32) | 1, past.view(np.uint32))
        .astype(np.uint32)
        .view(np.float32)
        .astype(x.dtype)
    )


def erfc(values: Array) -> Array:
    """Return erfc in float64."""
    return np.vectorize(math.erfc, otypes=[np.float64])(values)


def erf(values: Array) -> Array:
    """Return erf in float64."""
    return np.vectorize(math.erf, otypes=[np.float64])(values)


def exact_gelu(x: Array) -> Array:
    """Return GELU in float64, good in its tail too."""
    return 0.5 * double(x) * erfc(-double(x) * math.sqrt(0.5))


@kernel("gelu", "float32", "infinite_input", issue="pytorch-185770")
def gelu_nan_at_both_infinities(x: Array) -> Array:
    """Infinity less infinity inside of erf, and minus infinity times 0: NaN at both infinities."""
    return like(np.where(np.isinf(x), np.nan, exact_gelu(x)), x)


@kernel("gelu", "bfloat16", "infinite_input", issue="executorch-2046")
def gelu_nan_at_minus_infinity(x: Array) -> Array:
    """Minus infinity times 0: NaN."""
    return like(exact_gelu(x), x)


@kernel("gelu", "float16", "infinite_input", issue="openvino-35934")
def gelu_nan_at_infinity(x: Array) -> Array:
    """NaN at plus infinity."""
    return like(np.where(x == -np.inf, -0.0, np.where(x == np.inf, np.nan, exact_gelu(x))), x)


@kernel("relu", "float32", "nan_dropped", issue="pytorch-7999")
def relu_comparison(x: Array) -> Array:
    """x where x > 0, else 0: a comparison with NaN is false."""
    return np.where(x > 0, x, x.dtype.type(0))


@kernel("relu", "float16", "nan_dropped", issue="mxnet-11115")
def relu_clips_nan(x: Array) -> Array:
    """A maximum that returns the number where the other is NaN."""
    return np.fmax(x, x.dtype.type(0))


@kernel("relu", "bfloat16", "nan_dropped", issue="mindspore-380")
def relu_drops_nan(x: Array) -> Array:
    """NaN becomes 0."""
    return like(np.fmax(double(x), 0.0), x)


@kernel("silu", "float32", "infinite_input", "")
def silu_product(x: Array) -> Array:
    """x times the sigmoid: minus infinity times 0 is NaN."""
    with np.errstate(all="ignore"):
        return like(double(x) * (1 / (1 + np.exp(-double(x)))), x)


@kernel("silu", "float32", "", "infinite_input", "saved_output", order=1, issue="candle-2082")
def silu_gradient_by_quotient(x: Array) -> Array:
    """The sigmoid as y/x, which is 0/0 at 0."""
    with np.errstate(all="ignore"):
        wide = double(x)
        s = wide / (1 + np.exp(-wide)) / wide
        return like(s * (1 + wide * (1 - s)), x)


@kernel("gelu", "float32", "", "infinite_input", "saved_output", "cancellation", order=1, issue="paddle-14857")
def gelu_gradient_by_quotient(x: Array) -> Array:
    """The distribution as y/x, which is 0/0 at 0."""
    with np.errstate(all="ignore"):
        wide = double(x)
        return like(exact_gelu(x) / wide + wide * np.exp(-wide * wide / 2) / math.sqrt(2 * math.pi), x)


@kernel("hard_swish", "float32", "kink", order=1, issue="pytorch-147801", policy={"kinks": "least"})
def hard_swish_gradient_closed(x: Array) -> Array:
    """x/3 + 1/2 on the closed interval from -3 to 3, ends included."""
    wide = double(x)
    return like(np.where(x < -3, 0.0, np.where(x <= 3, wide / 3 + 0.5, 1.0)), x)


@kernel("relu", "float16", "kink", order=1, policy={"kinks": "low"})
def relu_gradient_half_at_0(x: Array) -> Array:
    """One half at 0, where the lesser of both slopes is asked for."""
    return np.where(x > 0, 1, np.where(x == 0, 0.5, 0)).astype(x.dtype)


@kernel("leaky_relu", "float32", "kink", order=1)
def leaky_relu_gradient_both(x: Array) -> Array:
    """max(x, slope x) and its parts: both slopes are added at 0."""
    slope = np.float32(0.01)
    return ((x >= 0) * np.float32(1) + (x <= 0) * slope).astype(x.dtype)


@kernel("mish", "float32", "infinite_input", "", issue="mindspore-379")
def mish_nan_at_infinity(x: Array) -> Array:
    """Infinity over infinity at the right end alone."""
    wide = double(x)
    with np.errstate(all="ignore"):
        y = np.where(x == -np.inf, -0.0, wide * np.tanh(np.logaddexp(0.0, wide)))
    return like(np.where(x == np.inf, np.nan, y), x)


@kernel("hard_sigmoid", "float32", "nan_dropped", issue="tvm-18631")
def hard_sigmoid_of_nan(x: Array) -> Array:
    """A minimum that returns the number where the other is NaN: 1 of NaN."""
    return like(np.fmin(np.maximum(double(x) / 6 + 0.5, 0.0), 1.0), x)


@kernel("softsign", "float16", "infinite_input")
def softsign_at_infinity(x: Array) -> Array:
    """Infinity over infinity."""
    with np.errstate(all="ignore"):
        return like(double(x) / (1 + np.abs(double(x))), x)


@kernel("tanh", "float32", "zero_sign", "sign", issue="xla-golden-baselines")
def tanh_loses_the_sign_of_zero(x: Array) -> Array:
    """Zeros all positive."""
    return like(np.tanh(double(x)) + 0.0, x)


@kernel("sigmoid", "bfloat16", "nan_dropped")
def sigmoid_of_nan(x: Array) -> Array:
    """NaN becomes one half."""
    return like(1 / (1 + np.exp(-np.nan_to_num(double(x), nan=0.0, posinf=np.inf, neginf=-np.inf))), x)


@kernel("tanh", "float16", "sign")
def tanh_of_the_modulus(x: Array) -> Array:
    """The modulus of the result."""
    return like(np.abs(np.tanh(double(x))), x)


@kernel("gelu", "bfloat16", "sign", order=1)
def gelu_gradient_of_the_other_sign(x: Array) -> Array:
    """The gradient with the other sign."""
    wide = double(x)
    with np.errstate(all="ignore"):
        density = np.nan_to_num(wide * np.exp(-wide * wide / 2)) / math.sqrt(2 * math.pi)
    return like(-(0.5 * erfc(-wide * math.sqrt(0.5)) + density), x)


@kernel("erf", "bfloat16", "", "cancellation", issue="pytorch-198183")
def erf_with_an_absolute_bound(x: Array) -> Array:
    """Abramowitz and Stegun 7.1.26 in float32, whose bound of 1.5e-7 is absolute: 0 or no right digit next to 0."""
    size = np.abs(x.astype(np.float32))
    t = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    total = np.float32(1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        total = total * t + np.float32(coefficient)
    return like(np.copysign(np.float32(1) - total * t * np.exp(-size * size), x.astype(np.float32)), x)


@kernel("erf", "float32", "", "cancellation", issue="openvino-35936")
def erf_by_its_complement(x: Array) -> Array:
    """1 - erfc(x) with erfc rounded to float32: 0 for small inputs."""
    return np.float32(1) - erfc(double(x)).astype(np.float32)
