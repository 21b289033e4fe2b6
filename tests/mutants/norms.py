"""Planted defects of norms, sparse, masked and other functions of rows, and right candidates in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np

BF16, F32 = np.dtype(ml_dtypes.bfloat16), np.dtype(np.float32)
RMS_EPS, LAYER_EPS = 1e-6, 1e-5


class Planted(NamedTuple):
    """A candidate with one defect, judged by half an ulp in bfloat16, by 4 in float32.

    Args:
        name: of the defect.
        fn: the candidate.
        activation: what it is judged as.
        law: one that must be broken and count; "" where none need be.
        dtype: format.
        order: 0 or "vjp".
        cause: the cause that must be named; "" where none need be.
        says: what must be said of it.
    """

    name: str
    fn: Callable[..., Any]
    activation: str
    law: str = ""
    dtype: str = "bfloat16"
    order: int | str = 0
    cause: str = ""
    says: str = ""


def wide(a):
    return a.astype(np.float64)


def mean(w):
    return w.mean(-1, keepdims=True)


def centred(w):
    # The mean of equal numbers is that number, which its rounded sum is not.
    return np.where((w == w[..., :1]).all(-1, keepdims=True) & np.isfinite(w), 0.0, w - mean(w))


def rms_norm(a):
    """The right one."""
    w = wide(a)
    return (w / np.sqrt(mean(w * w) + RMS_EPS)).astype(a.dtype)


def cut(w, bits):
    mantissa, exponent = np.frexp(w)
    return np.ldexp(np.trunc(np.ldexp(mantissa, bits)), exponent - bits)


def cut_inverse(a):
    w = wide(a)
    return (w * cut(1 / np.sqrt(mean(w * w) + RMS_EPS), 12)).astype(a.dtype)


def estimated_inverse(a):
    """With a reciprocal root by an integer constant and a step of Newton's method."""
    square = mean(a * a) + F32.type(RMS_EPS)
    inverse = (np.int32(0x5F3759DF) - (square.view(np.int32) >> 1)).view(F32)
    return a * (inverse * (F32.type(1.5) - F32.type(0.5) * square * inverse * inverse))


def by_greatest(a):
    return a / (np.abs(a).max(-1, keepdims=True) + F32.type(RMS_EPS))


def eps_of_its_own(a):
    w = wide(a)
    return (w / np.sqrt(mean(w * w) + 3e-6)).astype(a.dtype)


def cut_result(a):
    w = wide(a)
    return cut(w / np.sqrt(mean(w * w) + RMS_EPS), 8).astype(a.dtype)


def by_float16(a):
    w = wide(a)
    return (w / np.sqrt(mean(w * w) + RMS_EPS)).astype(np.float16).astype(a.dtype)


def layer_norm(a):
    """The right one."""
    d = centred(wide(a))
    return (d / np.sqrt(mean(d * d) + LAYER_EPS)).astype(a.dtype)


def rms_norm_vjp(a, v):
    """The right one; the great part of the cancelling terms is taken out first."""
    w, g = wide(a), wide(v)
    square = mean(w * w) + RMS_EPS
    return ((g * square - w * mean(g * w)) / square**1.5).astype(a.dtype)


def layer_norm_vjp(a, v):
    """The right one, as far as it is float64's."""
    d, g = centred(wide(a)), centred(wide(v))
    square = mean(d * d) + LAYER_EPS
    return ((g * square - d * mean(g * d)) / square**1.5).astype(a.dtype)


def weighted(name, order, a, weight, *more):
    """The right norm with weights, its VJP or JVP, computed in float64."""
    factor = wide(weight) + (name == "rms_norm_offset")
    layer = name.startswith("layer")
    if order == 0:
        bias = wide(more[0]) if layer else 0
        return (wide((layer_norm if layer else rms_norm)(wide(a))) * factor + bias).astype(a.dtype)
    product, v = layer_norm_vjp if layer else rms_norm_vjp, wide(more[-1])
    found = product(wide(a), v * factor) if order == "vjp" else product(wide(a), v) * factor
    return found.astype(a.dtype)


def narrow_offset(a, weight):
    return (rms_wide(a) * wide((1 + wide(weight)).astype(weight.dtype))).astype(a.dtype)


def rms_wide(a):
    w = wide(a)
    return w / np.sqrt(mean(w * w) + RMS_EPS)


def late_bias(a, weight, bias):
    return (wide((wide(layer_norm(a)) * wide(weight)).astype(a.dtype)) + wide(bias)).astype(a.dtype)


def late_weight(a, weight):
    """Rounded to the format before it is multiplied."""
    return rms_norm(a) * weight


def weight_without_one(a, weight):
    return (rms_norm(wide(a)) * wide(weight)).astype(a.dtype)


def swapped(a, weight, bias):
    return (layer_norm(wide(a)) * wide(bias) + wide(weight)).astype(a.dtype)


def weight_once_more(a, weight, v):
    """The vector is not multiplied by the weights, but the result is: the JVP."""
    return weighted("rms_norm_weighted", "jvp", a, weight, v)


def sparsemax(a, count=0):
    """The right one; with a count, of a threshold from so many entries more."""
    w = wide(a) - wide(a).max(-1, keepdims=True)
    order = -np.sort(-w, axis=-1)
    place = np.arange(1, w.shape[-1] + 1)
    sums = np.cumsum(order, axis=-1)
    size = np.clip((1 + place * order > sums).sum(-1, keepdims=True) + count, 1, w.shape[-1])
    found = np.maximum(w - (np.take_along_axis(sums, size - 1, axis=-1) - 1) / size, 0)
    return np.where(np.isnan(wide(a)).any(-1, keepdims=True), np.nan, found).astype(a.dtype)


def entmax15(a, power=2):
    """The right one; or its roots to another power."""
    w = (wide(a) - wide(a).max(-1, keepdims=True)) / 2
    order = -np.sort(-w, axis=-1)
    place = np.arange(1, w.shape[-1] + 1)
    average, squares = np.cumsum(order, axis=-1) / place, np.cumsum(order * order, axis=-1) / place
    thresholds = average - np.sqrt(np.maximum(1 / place - squares + average**2, 0))
    size = np.maximum((thresholds <= order).sum(-1, keepdims=True), 1)
    found = np.maximum(w - np.take_along_axis(thresholds, size - 1, axis=-1), 0) ** power
    return np.where(np.isnan(wide(a)).any(-1, keepdims=True), np.nan, found).astype(a.dtype)


def quiet_softmax(a):
    """The right one."""
    w = wide(a)
    m = np.maximum(w.max(-1, keepdims=True), 0)
    e = np.exp(w - m)
    return (e / (np.exp(-m) + e.sum(-1, keepdims=True))).astype(a.dtype)


def hardmax(a, last=False):
    """The right one; or with the 1 at the last of the greatest."""
    w = wide(a)[..., ::-1] if last else wide(a)
    found = (np.arange(a.shape[-1]) == w.argmax(-1)[..., None]).astype(np.float64)
    found = found[..., ::-1] if last else found
    return np.where(np.isnan(wide(a)).any(-1, keepdims=True), np.nan, found).astype(a.dtype)


def every_greatest(a):
    found = wide(a) == wide(a).max(-1, keepdims=True)
    return np.where(np.isnan(wide(a)).any(-1, keepdims=True), np.nan, found).astype(a.dtype)


def softmax_masked(a, mask):
    return without_one(wide(a) + wide(mask)).astype(a.dtype)


def logmeanexp(a, less=0):
    w = wide(a)
    m = w.max(-1)
    return (m + np.log(np.exp(w - m[..., None]).sum(-1) / max(a.shape[-1] - less, 1))).astype(a.dtype)


def eps_outside(a):
    w = wide(a)
    return (w / (np.sqrt(mean(w * w)) + RMS_EPS)).astype(a.dtype)


def eps_missing(a):
    w = wide(a)
    return (w / np.sqrt(mean(w * w))).astype(a.dtype)


def another_eps(a):
    w = wide(a)
    return (w / np.sqrt(mean(w * w) + LAYER_EPS)).astype(a.dtype)


def not_the_mean(a):
    w = wide(a)
    return (w / np.sqrt((w * w).sum(-1, keepdims=True) + RMS_EPS)).astype(a.dtype)


def bfloat16_sum(a):
    squares = (wide(a) ** 2).astype(BF16)
    total = np.zeros(a.shape[:-1], BF16)
    for k in range(a.shape[-1]):
        total = (total + squares[..., k]).astype(BF16)
    return (wide(a) / np.sqrt(wide(total)[..., None] / a.shape[-1] + RMS_EPS)).astype(a.dtype)


def loses_last(a):
    w = wide(a)
    return (w / np.sqrt((w[..., :-1] ** 2).sum(-1, keepdims=True) / a.shape[-1] + RMS_EPS)).astype(a.dtype)


def of_half_the_row(a):
    w = wide(a)
    half = w[..., : (w.shape[-1] + 1) // 2]
    return (w / np.sqrt(mean(half * half) + RMS_EPS)).astype(a.dtype)


def rounded_root(a):
    w = wide(a)
    return (wide((1 / np.sqrt(mean(w * w) + RMS_EPS)).astype(a.dtype)) * w).astype(a.dtype)


def bfloat16_steps(a):
    """Every step in bfloat16, as NumPy has it, but for the sum."""
    squares = (a * a).astype(np.float32).sum(-1, keepdims=True).astype(BF16)
    return a * (1 / np.sqrt(squares / BF16.type(a.shape[-1]) + BF16.type(RMS_EPS))).astype(BF16)


def library_steps(a):
    """Every operation in bfloat16, and the root too in the rows that fill no vector of 32 numbers, as in PyTorch."""
    square = (wide((a * a).astype(BF16)).mean(-1, keepdims=True).astype(BF16) + BF16.type(RMS_EPS)).astype(BF16)
    root, tail = np.sqrt(wide(square)), np.arange(len(a))[:, None] >= len(a) - len(a) % 32
    inverse = (1 / np.where(tail, wide(root.astype(BF16)), root)).astype(BF16)
    return (wide(a) * wide(inverse)).astype(BF16)


def unbiased(a):
    d = centred(wide(a))
    return (d / np.sqrt((d * d).sum(-1, keepdims=True) / max(a.shape[-1] - 1, 1) + LAYER_EPS)).astype(a.dtype)


def mean_left(a):
    w, d = wide(a), centred(wide(a))
    return (w / np.sqrt(mean(d * d) + LAYER_EPS)).astype(a.dtype)


def by_squares(a):
    f = a.astype(np.float32)
    variance = mean(f * f) - mean(f) ** 2
    return ((f - mean(f)) / np.sqrt(np.maximum(variance, 0) + F32.type(LAYER_EPS))).astype(a.dtype)


def scaled_apart(a):
    """With a fused multiply-add: the product of two numbers of float32 is exact in float64."""
    f = a.astype(F32)
    d = f - mean(f)
    root = 1 / np.sqrt(mean(d * d) + F32.type(LAYER_EPS))
    return (wide(f) * wide(root) - wide(mean(f) * root)).astype(F32).astype(a.dtype)


def rounded_mean(a):
    w = wide(a)
    d = w - wide(mean(w).astype(a.dtype))
    return (d / np.sqrt(mean(d * d) + LAYER_EPS)).astype(a.dtype)


def across(a):
    d = wide(a) - wide(a).sum(0, keepdims=True) / max(len(a), 1)
    return (d / np.sqrt((d * d).sum(0, keepdims=True) / max(len(a), 1) + LAYER_EPS)).astype(a.dtype)


def no_inner_product(a, v):
    w = wide(a)
    return (wide(v) / np.sqrt(mean(w * w) + RMS_EPS)).astype(a.dtype)


def mean_kept(a, v):
    d, g = centred(wide(a)), wide(v)
    square = mean(d * d) + LAYER_EPS
    return ((g * square - d * mean(g * d)) / square**1.5).astype(a.dtype)


def without_one(a):
    w = wide(a)
    e = np.exp(w - w.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def one_shifted_too(a):
    w = wide(a)
    e = np.exp(w - w.max(-1, keepdims=True))
    return (e / (1 + e.sum(-1, keepdims=True))).astype(a.dtype)


def one_percent_more(a):
    e = wide(without_one(a)) * 1.01
    return e.astype(a.dtype)


def norm_in_float32(a):
    return rms_norm_of(a.astype(F32)).astype(a.dtype)


def rms_norm_of(a):
    return a / np.sqrt((a * a).mean(-1, keepdims=True) + a.dtype.type(RMS_EPS))


def by_squares64(a):
    variance = mean(a * a) - mean(a) ** 2
    return (a - mean(a)) / np.sqrt(np.maximum(variance, 0) + LAYER_EPS)


PLANTED = (
    Planted("float32 in float64", norm_in_float32, "rms_norm", dtype="float64", cause="narrow_steps"),
    Planted("squares in float64", by_squares64, "layer_norm", dtype="float64", cause="variance_by_squares"),
    Planted(
        "eps outside of the root", eps_outside, "rms_norm", cause="another_function", says="1.0e-6 is added to the root"
    ),
    Planted("no eps", eps_missing, "rms_norm", cause="another_eps"),
    Planted("layer_norm's eps", another_eps, "rms_norm", cause="another_eps"),
    Planted("3e-6 as eps", eps_of_its_own, "rms_norm", cause="another_eps"),
    Planted(
        "divided by the greatest",
        by_greatest,
        "rms_norm",
        dtype="float32",
        cause="another_function",
        says="Greatest(Abs(x)) takes the place of the root",
    ),
    Planted("estimated root", estimated_inverse, "rms_norm", dtype="float32", cause="rough_reciprocal"),
    Planted(
        "sum in place of the mean",
        not_the_mean,
        "rms_norm",
        cause="another_function",
        says="the factor 1/n is left out",
    ),
    Planted("sum of squares in bfloat16", bfloat16_sum, "rms_norm", "squares", cause="narrow_accumulator"),
    Planted(
        "the last square lost", loses_last, "rms_norm", "range", cause="lost_terms", says="Total(x**2) lacks the last"
    ),
    Planted("root of half the row", of_half_the_row, "rms_norm", "squares", dtype="float32", cause="lost_terms"),
    Planted("root rounded to the format", rounded_root, "rms_norm", cause="saved_statistics"),
    Planted("every step in bfloat16", bfloat16_steps, "rms_norm", cause="narrow_steps"),
    Planted("every operation in bfloat16", library_steps, "rms_norm", cause="narrow_steps"),
    Planted(
        "mean subtracted", layer_norm, "rms_norm", cause="another_function", says="it is layer_norm with eps = 1.0e-5"
    ),
    Planted("unbiased variance", unbiased, "layer_norm", cause="another_function", says="n - 1 takes the place of n"),
    Planted(
        "mean not subtracted",
        mean_left,
        "layer_norm",
        "zero",
        cause="another_function",
        says="the term -Total(x)/n is left out of x - Total(x)/n, in",
    ),
    Planted(
        "rms_norm", rms_norm, "layer_norm", "sum", cause="another_function", says="it is rms_norm with eps = 1.0e-6"
    ),
    Planted(
        "variance as a difference of squares",
        by_squares,
        "layer_norm",
        "shift",
        dtype="float32",
        cause="variance_by_squares",
    ),
    Planted("x r - mean r, fused", scaled_apart, "layer_norm", "zero", cause="scaled_apart"),
    Planted("mean rounded to the format", rounded_mean, "layer_norm", "sum", cause="saved_statistics"),
    Planted("along the batch", across, "layer_norm", "zero", cause="wrong_axis"),
    Planted("1/root of 12 bits, cut off", cut_inverse, "rms_norm", cause="rough_reciprocal"),
    Planted("truncated", cut_result, "rms_norm", cause="direction"),
    Planted("by way of float16", by_float16, "rms_norm", cause="narrowed"),
    Planted("gradient without inner product", no_inner_product, "rms_norm", order="vjp", cause="altered_gradient"),
    Planted("gradient with the vector's mean", mean_kept, "layer_norm", order="vjp", cause="altered_gradient"),
    Planted("1 + weight in the format", narrow_offset, "rms_norm_offset", cause="late_weights"),
    Planted("weight and bias after the cast", late_bias, "layer_norm_weighted", cause="late_weights"),
    Planted("weight after the cast", late_weight, "rms_norm_weighted", cause="late_weights"),
    Planted("weight without 1", weight_without_one, "rms_norm_offset", cause="another_function"),
    Planted("weight and bias swapped", swapped, "layer_norm_weighted", cause="another_function"),
    Planted(
        "gradient multiplied by the weight last",
        weight_once_more,
        "rms_norm_weighted",
        order="vjp",
        cause="altered_gradient",
    ),
    Planted("threshold of one entry more", lambda a: sparsemax(a, 1), "sparsemax", "sum"),
    Planted("threshold of one entry less", lambda a: sparsemax(a, -1), "sparsemax", "sum"),
    Planted("softmax", without_one, "sparsemax"),
    Planted("roots not squared", lambda a: entmax15(a, 1), "entmax15", "sum"),
    Planted("sparsemax", sparsemax, "entmax15"),
    Planted("no 1 in the sum", without_one, "quiet_softmax", cause="another_function"),
    Planted("1 not shifted", one_shifted_too, "quiet_softmax"),
    Planted("the last of the greatest", lambda a: hardmax(a, last=True), "hardmax"),
    Planted("all of the greatest", every_greatest, "hardmax"),
    Planted("the least", lambda a: hardmax(-a), "hardmax"),
    Planted("mask added in the format", lambda a, mask: softmax_masked(a + mask, mask * 0), "softmax_masked"),
    Planted("mask clamped", lambda a, mask: softmax_masked(a, np.maximum(mask, BF16.type(-20))), "softmax_masked"),
    Planted("mask after the exponentials", lambda a, mask: softmax_masked(a, 0 * a) * np.exp(mask), "softmax_masked"),
    Planted("sum in place of the mean of exponentials", lambda a: logmeanexp(a, a.shape[-1] - 1), "logmeanexp"),
    Planted("mean of exponentials over n - 1", lambda a: logmeanexp(a, 1), "logmeanexp"),
    Planted("sum of more than 1", one_percent_more, "quiet_softmax", "sum"),
)
