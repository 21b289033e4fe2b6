"""Planted defects of functions of rows, and right candidates: what kernels in the wild did wrong, one defect each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np

BF16, F16, F32 = np.dtype(ml_dtypes.bfloat16), np.dtype(np.float16), np.dtype(np.float32)


class Planted(NamedTuple):
    """A candidate with one defect.

    Args:
        name: of the defect.
        fn: the candidate.
        activation: what it is judged as.
        dtype: format.
        order: 0, "vjp" or "jvp".
        cause: the cause that must be named; "" where none need be.
        bound: of the verdict, multiples of the declared plan's; None for 0.5 ulp.
        plan: how it is declared.
    """

    name: str
    fn: Callable[..., Any]
    activation: str = "softmax"
    dtype: str = "bfloat16"
    order: int | str = 0
    cause: str = ""
    bound: float | None = 1.0
    plan: tuple[str, ...] = ("work=float32",)


def wide(a):
    return a.astype(np.float64)


def weights(a):
    w = wide(a)
    return np.exp(w - w.max(-1, keepdims=True))


def softmax(a):
    """The right one: float64 inside, rounded once."""
    e = weights(a)
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def softmin(a):
    return softmax(-a)


def wrong_maximum(a):
    e = np.exp(-floats(a) - floats(a).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def logsumexp(a):
    m = wide(a).max(-1)
    with np.errstate(all="ignore"):
        return (m + np.log(weights(a).sum(-1))).astype(a.dtype)


def log_softmax(a):
    t = wide(a) - wide(a).max(-1, keepdims=True)
    e = np.exp(t)
    rest = e.sum(-1, keepdims=True)
    # Next to 0 the logarithm of the sum of all is lost in 1; what is beside the greatest term is not.
    others = np.where(np.cumsum(t == 0, axis=-1) * (t == 0) == 1, 0.0, e).sum(-1, keepdims=True)
    return (t - np.where(rest < 2, np.log1p(others), np.log(rest))).astype(a.dtype)


def softmax_vjp(a, v):
    e = weights(a)
    p = e / e.sum(-1, keepdims=True)
    inner = (p * wide(v)).sum(-1, keepdims=True)
    return (p * (wide(v) - inner)).astype(a.dtype)


def logsumexp_vjp(a, v):
    return (softmax(wide(a)) * wide(v)[..., None]).astype(a.dtype)


def floats(a):
    return a.astype(np.float32)


def shifted(a):
    f = floats(a)
    return f - f.max(-1, keepdims=True)


def recursive(terms, dtype):
    total = np.zeros(terms.shape[:-1], dtype)
    for k in range(terms.shape[-1]):
        total = (total + terms[..., k].astype(dtype)).astype(dtype)
    return total[..., None]


def by_float32(a):
    e = np.exp(shifted(a))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def narrow_sum(a):
    e = np.exp(shifted(a))
    return (e / floats(recursive(e, a.dtype))).astype(a.dtype)


def narrow_everywhere(a):
    e = np.exp(a - a.max(-1, keepdims=True))
    return e / recursive(e, a.dtype)


def narrow_steps(a):
    e = np.exp(a - a.max(-1, keepdims=True))
    return e / floats(e).sum(-1, keepdims=True).astype(a.dtype)


def bfloat16_sum(a):
    e = np.exp(shifted(a))
    return (e / floats(recursive(e, BF16))).astype(a.dtype)


def unshifted(a):
    e = np.exp(floats(a))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def shifted_by_first(a):
    f = floats(a)
    e = np.exp(f - f[..., :1])
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def shifted_by_mean(a):
    f = floats(a)
    e = np.exp(f - f.mean(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def shifted_by_last_block(a):
    f = floats(a)
    e = np.exp(f - f[..., -4:].max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def with_reciprocal(bits):
    def candidate(a):
        e = np.exp(shifted(a))
        mantissa, exponent = np.frexp(1 / wide(e.sum(-1, keepdims=True)))
        return (e * np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits)).astype(a.dtype)

    return candidate


def with_exp2(a):
    t = shifted(a)
    e = (
        np.exp2(t.astype(a.dtype) * np.asarray(np.log2(np.e), a.dtype))
        if a.dtype != F32
        else np.exp2(t * F32.type(1.4427))
    )
    e = floats(e)
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def narrow_exp2(a):
    t = (a - a.max(-1, keepdims=True)).astype(a.dtype)
    product = (floats(t) * floats(np.asarray(np.log2(np.e), a.dtype))).astype(a.dtype)
    e = floats(np.exp2(wide(product)).astype(a.dtype))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def minus_lse(a):
    f = floats(a)
    lse = floats((f.max(-1, keepdims=True) + np.log(np.exp(shifted(a)).sum(-1, keepdims=True))).astype(a.dtype))
    return np.exp(f - lse).astype(a.dtype)


def across(a):
    f = floats(a)
    e = np.exp(f - f.max(0, keepdims=True))
    return (e / e.sum(0, keepdims=True)).astype(a.dtype)


def over_everything(a):
    f = floats(a)
    e = np.exp(f - f.max())
    return (e / e.sum()).astype(a.dtype)


def clamped(least):
    def candidate(a):
        return by_float32(np.maximum(a, np.asarray(least, a.dtype)))

    return candidate


def finite_mask(a):
    return by_float32(np.where(a == -np.inf, np.asarray(-1e4, a.dtype), a))


def clamped_distance(a):
    e = np.exp(np.maximum(shifted(a), np.float32(-16)))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def floored(a):
    return np.maximum(by_float32(a), np.asarray(1e-6, a.dtype))


def online(block):
    def candidate(a):
        f = floats(a)
        total = np.zeros((*a.shape[:-1], 1), a.dtype)
        greatest = np.full((*a.shape[:-1], 1), -np.inf, np.float32)
        for start in range(0, a.shape[-1], block):
            part = f[..., start : start + block]
            new = np.maximum(greatest, part.max(-1, keepdims=True))
            e = np.where(np.isneginf(new), np.float32(0), np.exp(part - new))
            step = np.exp((greatest - new).astype(a.dtype)).astype(a.dtype)
            factor = np.where(np.isneginf(greatest), a.dtype.type(0), step)
            total = ((total * factor).astype(a.dtype) + recursive(e, a.dtype)).astype(a.dtype)
            greatest = new
        return (np.exp(f - greatest) / floats(total)).astype(a.dtype)

    return candidate


def renormalised(a):
    p = by_float32(a)
    return (floats(p) / floats(floats(p).sum(-1, keepdims=True).astype(a.dtype))).astype(a.dtype)


def by_bfloat16(a):
    return softmax(a).astype(BF16).astype(a.dtype)


def rounded_exponentials(a):
    e = np.exp(shifted(a)).astype(a.dtype)
    return (wide(e) / wide(e).sum(-1, keepdims=True)).astype(a.dtype)


def minus_log(a):
    logarithm = floats(np.log(np.exp(shifted(a)).sum(-1, keepdims=True)).astype(a.dtype))
    return np.exp(shifted(a) - logarithm).astype(a.dtype)


def base_two(a):
    e = np.exp2(shifted(a))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def quiet(a):
    e = np.exp(shifted(a))
    return (e / (1 + e.sum(-1, keepdims=True))).astype(a.dtype)


def tempered(a):
    return by_float32((floats(a) * np.float32(0.9999)).astype(np.float32)).astype(a.dtype)


def truncated(a):
    """Rounds toward 0 at its end."""
    found = by_float32(floats(a))
    return (found.view(np.uint32) >> 16).astype(np.uint16).view(BF16)


def loses_last(a):
    e = np.exp(shifted(a))
    return (e / e[..., :-1].sum(-1, keepdims=True)).astype(a.dtype)


def full_blocks_of_eight(a):
    e = np.exp(shifted(a))
    n = a.shape[-1]
    return (e / e[..., : n - n % 8 if n >= 8 else n].sum(-1, keepdims=True)).astype(a.dtype)


def of_eight_bits(a):
    return (np.rint(floats(by_float32(a)) * 255) / 255).astype(a.dtype)


def cut_to_eight_bits(a):
    return (np.floor(floats(by_float32(a)) * 256) / 256).astype(a.dtype)


def flushes_early(a):
    found = by_float32(a)
    return np.where(floats(found) < 1e-4, a.dtype.type(0), found)


def hides_nan(a):
    return by_float32(np.nan_to_num(floats(a), nan=0.0, posinf=np.inf, neginf=-np.inf).astype(a.dtype))


def uniform(a):
    return np.full(a.shape, 1 / a.shape[-1]).astype(a.dtype)


def identity(a):
    return a.copy()


def zeros(a):
    return np.zeros_like(a)


def hard(a):
    top = (a == a.max(-1, keepdims=True)) & (np.cumsum(a == a.max(-1, keepdims=True), -1) == 1)
    return top.astype(a.dtype)


def reversed_row(a):
    return by_float32(a)[..., ::-1].copy()


def by_position(a):
    """The first row of a batch is computed in another way."""
    found = by_float32(a)
    found[1:] = narrow_everywhere(a[1:])
    return found


def log_of_softmax(a):
    with np.errstate(all="ignore"):
        return np.log(floats(by_float32(a))).astype(a.dtype)


def log_with_rounded_sum(a):
    lse = floats(np.log(np.exp(shifted(a)).sum(-1, keepdims=True)).astype(a.dtype))
    return (shifted(a) - lse).astype(a.dtype)


def softmax_for_log(a):
    return by_float32(a)


def unshifted_lse(a):
    with np.errstate(all="ignore"):
        return np.log(np.exp(floats(a)).sum(-1)).astype(a.dtype)


def narrow_lse(a):
    e = np.exp(shifted(a))
    with np.errstate(all="ignore"):
        return (floats(a).max(-1) + np.log(floats(recursive(e, a.dtype)[..., 0]))).astype(a.dtype)


def mean_lse(a):
    with np.errstate(all="ignore"):
        return (floats(a).max(-1) + np.log(np.exp(shifted(a)).mean(-1))).astype(a.dtype)


def saved_vjp(a, v):
    p = wide(softmax(a))
    return (p * (wide(v) - (p * wide(v)).sum(-1, keepdims=True))).astype(a.dtype)


def diagonal_vjp(a, v):
    return (wide(softmax(floats(a))) * wide(v)).astype(a.dtype)


def sigmoid_vjp(a, v):
    p = wide(softmax(floats(a)))
    return (p * (1 - p) * wide(v)).astype(a.dtype)


def narrow_inner_vjp(a, v):
    p = softmax(a)
    inner = floats(recursive((p * v).astype(a.dtype), a.dtype))
    return (floats(p) * (floats(v) - inner)).astype(a.dtype)


def log_softmax_vjp(a, v):
    y = shifted(a) - np.log(np.exp(shifted(a)).sum(-1, keepdims=True))
    return (floats(v) - floats(np.exp(wide(y))) * floats(v).sum(-1, keepdims=True)).astype(a.dtype)


def negated_vjp(a, v):
    return -softmax_vjp(a, v)


def lse_vjp_from_result(a, v):
    return (np.exp(floats(a) - floats(logsumexp(a))[..., None]) * floats(v)[..., None]).astype(a.dtype)


def log_vjp_mean(a, v):
    p = wide(softmax(floats(a)))
    return (wide(v) - p * wide(v).mean(-1, keepdims=True)).astype(a.dtype)


def in_float32(a):
    w = a.astype(F32)
    e = np.exp(w - w.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def unshifted64(a):
    e = np.exp(a)
    return e / e.sum(-1, keepdims=True)


def float32_sum(a):
    e, total = weights(a), np.zeros((*a.shape[:-1], 1), F32)
    for k in range(a.shape[-1]):
        total = (total + e[..., k : k + 1]).astype(F32)
    return e / wide(total)


def maximum_from_zero(a):
    w = a.astype(np.float32)
    e = np.exp(w - np.maximum(w.max(-1, keepdims=True), 0))
    return (e / e.sum(-1, keepdims=True)).astype(a.dtype)


def lse_from_zero(a):
    w = a.astype(np.float32)
    top = np.maximum(w.max(-1, keepdims=True), 0)
    return (top + np.log(np.exp(w - top).sum(-1, keepdims=True)))[..., 0].astype(a.dtype)


def more_in_the_sum(more):
    def fn(a):
        w = a.astype(np.float32)
        e = np.exp(w - w.max(-1, keepdims=True))
        return (e / (e.sum(-1, keepdims=True) + np.float32(more))).astype(a.dtype)

    return fn


def by_estimate(a):
    """With a reciprocal by an integer constant and a step of Newton's method."""
    e = np.exp(shifted(a))
    total = e.sum(-1, keepdims=True)
    inverse = (np.int32(0x7EF311C3) - total.view(np.int32)).view(np.float32)
    return e * (inverse * (2 - total * inverse))


def by_encoding(a):
    """Schraudolph's exponential."""
    t = np.maximum(shifted(a), np.float32(-87))
    e = (t * np.float32(12102203.0) + np.float32(1064866805)).astype(np.int32).view(np.float32)
    return e / e.sum(-1, keepdims=True)


def by_power(a):
    e = 1 + np.maximum(shifted(a), np.float32(-80)) / 256
    for _ in range(8):
        e = e * e
    return e / e.sum(-1, keepdims=True)


def narrow_numerators(a):
    e = np.exp(shifted(a))
    return (floats(e.astype(a.dtype)) / e.sum(-1, keepdims=True)).astype(a.dtype)


def sum_in_blocks(a):
    e = np.exp(shifted(a))
    parts = np.pad(e, ((0, 0), (0, -e.shape[1] % 16))).reshape(len(e), -1, 16).astype(a.dtype)
    total = np.zeros(parts.shape[:2], a.dtype)
    for k in range(16):
        total = (total + parts[:, :, k]).astype(a.dtype)
    return (e / floats(total).sum(-1, keepdims=True)).astype(a.dtype)


def undivided(a):
    return np.exp(shifted(a)).astype(a.dtype)


def by_five_digits(a):
    e = np.exp2(shifted(a) * F32.type(1.44269))
    return e / e.sum(-1, keepdims=True)


WIDE = ("work=float64",)

PLANTED = (
    Planted("float32 in float64", in_float32, dtype="float64", cause="narrow_steps", plan=WIDE),
    Planted("no shift in float64", unshifted64, dtype="float64", cause="no_shift", plan=WIDE),
    Planted("sum in float32", float32_sum, dtype="float64", cause="narrow_accumulator", plan=WIDE),
    Planted("narrow sum", narrow_sum, cause="narrow_accumulator"),
    Planted("narrow sum, float16", narrow_sum, dtype="float16", cause="narrow_accumulator"),
    Planted("bfloat16 sum in float32", bfloat16_sum, dtype="float32", cause=""),
    Planted("everything narrow", narrow_everywhere, cause="narrow_accumulator"),
    Planted("narrow steps", narrow_steps, cause="narrow_steps"),
    Planted("no shift", unshifted, cause="no_shift"),
    Planted("no shift, float32", unshifted, dtype="float32", cause="no_shift", plan=()),
    Planted("maximum from 0", maximum_from_zero, cause="maximum_from_zero"),
    Planted("maximum from 0, float32", maximum_from_zero, dtype="float32", cause="maximum_from_zero", plan=()),
    Planted("maximum from 0, lse", lse_from_zero, "logsumexp", dtype="float32", plan=()),
    Planted("shifted by the first", shifted_by_first, cause="wrong_shift"),
    Planted("shifted by the mean", shifted_by_mean),
    Planted("shifted by the last block", shifted_by_last_block, dtype="float32"),
    Planted("reciprocal of 8 bits", with_reciprocal(8), cause="rough_reciprocal"),
    Planted("reciprocal of 11 bits", with_reciprocal(11), dtype="float16", cause="rough_reciprocal"),
    Planted("reciprocal of 12 bits", with_reciprocal(12), dtype="float32", cause="rough_reciprocal", plan=()),
    Planted("estimated reciprocal", by_estimate, dtype="float32", cause="rough_reciprocal"),
    Planted("exponential by its encoding", by_encoding, dtype="float32", cause="rough_exponential"),
    Planted("exponential by a power", by_power, dtype="float32", cause="rough_exponential"),
    Planted("numerators rounded", narrow_numerators, cause="narrow_steps"),
    Planted("sum in narrow blocks", sum_in_blocks, cause="narrow_accumulator"),
    Planted("no division", undivided, cause="another_function"),
    Planted("a third of x", lambda a: by_float32(a / F32.type(3)), dtype="float32", cause="another_function"),
    Planted("1.44269 for log2 e", by_five_digits, dtype="float32", cause="rounded_log2e"),
    Planted("rounded log2 e", narrow_exp2, cause="rounded_log2e"),
    Planted("log2 e of five digits", with_exp2, dtype="float32", plan=()),
    Planted("exp(x - lse)", minus_lse, cause="exp_minus_lse"),
    Planted("along the batch", across, cause="wrong_axis"),
    Planted("over everything", over_everything, dtype="float32"),
    Planted("inputs clamped at -1e4", clamped(-10.0), cause="clamped"),
    Planted("distance clamped at -16", clamped_distance, cause="clamped"),
    Planted("-1e4 where -inf is given", finite_mask),
    Planted("results floored at 1e-6", floored, cause="clamped"),
    Planted("online, block of 16", online(16), cause="online_rescaling"),
    Planted("online, one by one", online(1), dtype="float16", cause="online_rescaling"),
    Planted("quotients divided by their sum", renormalised, cause=""),
    Planted("by way of bfloat16", by_bfloat16, dtype="float32", cause="narrowed"),
    Planted("exponentials rounded", rounded_exponentials, cause="narrow_steps"),
    Planted("exp(t - log S)", minus_log, cause="exp_minus_lse"),
    Planted("a multiple of x", lambda a: by_float32(floats(a) / 8).astype(a.dtype), cause="another_function"),
    Planted("base 2", base_two, cause="another_function"),
    Planted("quiet", quiet, cause="sum_and_more"),
    Planted("softmin", softmin, cause="another_function"),
    Planted("temperature", tempered, dtype="float32", plan=()),
    Planted("truncated", truncated, bound=None, cause="direction"),
    Planted("1e-6 in the sum", more_in_the_sum(1e-6), dtype="float32", cause="sum_and_more", plan=()),
    Planted("1e-2 in the sum", more_in_the_sum(1e-2), cause="sum_and_more"),
    Planted("loses the last", loses_last, cause="lost_terms"),
    Planted("full blocks of eight", full_blocks_of_eight, dtype="float32", cause="lost_terms", plan=()),
    Planted("multiples of 1/255", of_eight_bits, cause="narrowed"),
    Planted("256ths, cut off", cut_to_eight_bits, dtype="float16", cause="narrowed"),
    Planted("flushes early", flushes_early),
    Planted("hides NaN", hides_nan),
    Planted("uniform", uniform),
    Planted("identity", identity),
    Planted("zeros", zeros),
    Planted("hardmax", hard),
    Planted("reversed", reversed_row),
    Planted("another first row", by_position),
    Planted("shifted by max x, not max(-x)", wrong_maximum, "softmin", dtype="float32", cause="wrong_shift"),
    Planted("log of softmax", log_of_softmax, "log_softmax", cause="log_of_softmax"),
    Planted("rounded logarithm of the sum", log_with_rounded_sum, "log_softmax", cause="rounded_lse"),
    Planted("softmax for log_softmax", softmax_for_log, "log_softmax", cause="another_function"),
    Planted("unshifted lse", unshifted_lse, "logsumexp", cause="no_shift"),
    Planted("narrow lse", narrow_lse, "logsumexp", cause="narrow_accumulator"),
    Planted("mean in place of sum", mean_lse, "logsumexp", cause="another_function"),
    Planted("saved softmax", saved_vjp, order="vjp", cause="saved_result"),
    Planted("diagonal gradient", diagonal_vjp, order="vjp", cause="altered_gradient"),
    Planted("gradient of the sigmoid", sigmoid_vjp, order="vjp", cause="altered_gradient"),
    Planted("narrow inner product", narrow_inner_vjp, order="vjp"),
    Planted("negated gradient", negated_vjp, order="vjp", cause="another_function"),
    Planted("gradient of lse from its result", lse_vjp_from_result, "logsumexp", order="vjp", cause="saved_result"),
    Planted("saved softmax, JVP", saved_vjp, order="jvp", cause="saved_result"),
    Planted("diagonal JVP", diagonal_vjp, dtype="float32", order="jvp", cause="altered_gradient"),
    Planted("VJP for JVP", log_softmax_vjp, "log_softmax", order="jvp", cause="altered_gradient"),
    Planted("mean in the gradient", log_vjp_mean, "log_softmax", order="vjp"),
)
