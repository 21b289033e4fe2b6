"""Functions of rows that are other formulas than they should be: one slip each, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np

BF16, F32 = np.dtype(ml_dtypes.bfloat16), np.dtype(np.float32)


class Slip(NamedTuple):
    """A candidate with one slip.

    Args:
        activation, dtype, order, params: as what it is judged.
        fn: the candidate.
        cause: the cause that must be named.
        says: what must be said of it.
    """

    activation: str
    dtype: str
    order: int | str
    fn: Callable[..., Any]
    cause: str
    says: str
    params: dict[str, str] | None = None


def own(fn):
    """Compute in float32 and round to the format of the inputs once."""

    @wraps(fn)
    def candidate(a, *more):
        with np.errstate(all="ignore"):
            return fn(a.astype(F32), *(each.astype(F32) for each in more)).astype(a.dtype)

    return candidate


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def lse(x):
    m = x.max(-1)
    return m + np.log(np.exp(x - m[:, None]).sum(-1))


def capped(x, cap):
    return softmax(F32.type(cap) * np.tanh(x / F32.type(cap)))


def total(x):
    return x.sum(-1, keepdims=True)


def largest(x):
    return x.max(-1, keepdims=True)


def layer_norm(x, less=0, lifted=False):
    n = x.shape[-1]
    d = x - total(x) / F32.type(max(n - less, 1))
    variance = (d * d).mean(-1, keepdims=True)
    return d / np.sqrt(np.maximum(variance, F32.type(1e-5)) if lifted else variance + F32.type(1e-5))


def centred(x):
    return x - x.mean(-1, keepdims=True)


def layer_norm_vjp(x, v):
    n, d = x.shape[-1], x - x.mean(-1, keepdims=True)
    r = 1 / np.sqrt((d * d).mean(-1, keepdims=True) + F32.type(1e-5))
    return r * (v - v.mean(-1, keepdims=True) - d * r * total(d * r * v) / F32.type(max(n - 1, 1)))


def quiet(x, one=1.0, less=1.0):
    m = np.maximum(x.max(-1, keepdims=True), 0)
    e = np.exp(x - m)
    return e / (F32.type(one) * np.exp(-m * F32.type(less)) + total(e))


def sparsemax(x, k=1.0):
    x = x.astype(np.float64) * k
    x = x - x.max(-1, keepdims=True)
    s = -np.sort(-x, -1)
    count = np.arange(1, x.shape[-1] + 1)
    tau = (np.cumsum(s, -1) - 1) / count
    last = (s > tau).sum(-1, keepdims=True) - 1
    return np.maximum(x - np.take_along_axis(tau, last, -1), 0)


def sparse_vjp_over_all(x, v):
    there = sparsemax(x) > 0
    return there * (v - (there * v).mean(-1, keepdims=True))


def softmax_vjp(x, v):
    p = softmax(x)
    return p * (v - total(p * v))


def threshold_over(x, more):
    """Sparsemax with its sum divided by more numbers than are above the threshold."""
    x = x.astype(np.float64)
    s = -np.sort(-x, -1)
    sums, place = np.cumsum(s, -1), np.arange(1, x.shape[-1] + 1)
    count = (1 + place * s > sums).sum(-1, keepdims=True)
    return np.maximum(x - (np.take_along_axis(sums, count - 1, -1) - 1) / np.maximum(count + more, 1), 0)


def without_the_last(x):
    e = np.exp(x - largest(x))
    return e / (total(e[..., :-1]) if x.shape[-1] > 1 else e)


def rounded_sum(x, mask):
    return softmax((x + mask).astype(np.float16).astype(F32))


SLIPS = (
    Slip("softmax_softcap", "float32", 0, own(softmax), "another_function", "it is softmax"),
    Slip("softmax_softcap", "bfloat16", 0, own(lambda x: capped(x, 30)), "another_function", "cap is 30, not 50"),
    Slip(
        "softmax_softcap",
        "float32",
        0,
        own(lambda x: softmax(np.clip(x, -50, 50))),
        "another_function",
        "tanh(x/50) is cut off at -1 and 1",
    ),
    Slip(
        "softmax_masked",
        "bfloat16",
        0,
        own(lambda x, mask: softmax(x - mask)),
        "another_function",
        "mask has the other",
    ),
    Slip("softmax_masked", "float32", 0, own(lambda x, mask: softmax(x)), "another_function", "it is softmax"),
    Slip("softmax_masked", "float16", 0, own(rounded_sum), "narrow_steps", "float16 on the way: mask + x"),
    Slip(
        "quiet_softmax",
        "float32",
        0,
        own(lambda x: np.exp(x - x.max(-1, keepdims=True)) / (1 + total(np.exp(x - x.max(-1, keepdims=True))))),
        "another_function",
        "it is the function of x less the greatest",
    ),
    Slip("maxout", "float32", 0, own(lambda x: x.min(-1)), "another_function", "it is -f(-x)"),
    Slip("quiet_softmax", "bfloat16", 0, own(lambda x: quiet(x, 2)), "another_function", "2 takes the place of 1"),
    Slip("quiet_softmax", "float32", "vjp", own(softmax_vjp), "another_function", "it is softmax"),
    Slip("sparsemax", "bfloat16", 0, own(softmax), "another_function", "it is softmax"),
    Slip("sparsemax", "float32", 0, own(lambda x: sparsemax(x, 0.5)), "another_function", "function of 1/2 x"),
    Slip("sparsemax", "float32", "vjp", own(sparse_vjp_over_all), "altered_gradient", "n takes the place of"),
    Slip("logmeanexp", "float32", 0, own(lse), "another_function", "it is logsumexp"),
    Slip(
        "logmeanexp",
        "float32",
        0,
        own(lambda x: lse(x) - np.log(F32.type(max(x.shape[-1] - 1, 1)))),
        "another_function",
        "n - 1 takes the place of n",
    ),
    Slip(
        "logsumexp",
        "float32",
        0,
        own(lambda x: lse(x - x.max(-1, keepdims=True))),
        "another_function",
        "x less the greatest",
    ),
    Slip("softmax", "float32", 0, own(lambda x: softmax(x) / F32.type(0.9)), "another_function", "multiplied by 1.11"),
    Slip("softmax", "bfloat16", 0, own(lambda x: 1 / (1 + np.exp(-x))), "another_function", "it is sigmoid of each"),
    Slip(
        "log_softmax",
        "bfloat16",
        "vjp",
        own(lambda x, v: v + softmax(x) * total(v)),
        "altered_gradient",
        "has the other sign",
    ),
    Slip(
        "softmax",
        "float32",
        "vjp",
        own(lambda x, v: softmax(x) * (v - 2 * total(softmax(x) * v))),
        "altered_gradient",
        "counts twice",
    ),
    Slip(
        "logsumexp",
        "float32",
        "jvp",
        own(lambda x, v: (softmax(x) * v).mean(-1)),
        "altered_gradient",
        "the mean takes the place of the sum",
    ),
    Slip(
        "rms_norm_weighted",
        "float32",
        0,
        own(lambda x, w: x / np.sqrt((x * x).mean(-1, keepdims=True) + F32.type(1e-6)) + w),
        "another_function",
        "weight is added, not multiplied by",
    ),
    Slip("logsumexp", "float32", 0, own(lambda x: lse(x) ** 2), "another_function", "the result is squared"),
    Slip(
        "quiet_softmax",
        "float32",
        0,
        own(lambda x: quiet(x, x.shape[-1])),
        "another_function",
        "n takes the place of 1",
    ),
    Slip(
        "softmax_masked",
        "float32",
        0,
        own(lambda x, mask: softmax((x + mask) / 8)),
        "another_function",
        "multiplied by 1/8",
    ),
    Slip(
        "softmax_temperature",
        "float32",
        "vjp",
        own(lambda x, v: softmax_vjp(x / 2, v)),
        "another_function",
        "the result is multiplied by 2",
        {"temperature": "2"},
    ),
    Slip(
        "softmax",
        "float32",
        "vjp",
        own(lambda x, v: softmax(x) * (v - softmax(x) * total(v))),
        "altered_gradient",
        "softmax(x) stands before the sum Total(softmax(x)*v)",
    ),
    Slip(
        "rms_norm_offset",
        "bfloat16",
        0,
        own(lambda x, w: x / np.sqrt((x * x).mean(-1, keepdims=True) + F32.type(1e-6)) + w),
        "another_function",
        "weight is added, not multiplied by",
    ),
    Slip(
        "layer_norm",
        "bfloat16",
        0,
        own(lambda x: centred(x) / np.sqrt(np.abs(centred(x)).mean(-1, keepdims=True) + F32.type(1e-5))),
        "another_function",
        "the absolute value takes the place of (x - Total(x)/n)**2",
    ),
    Slip(
        "log_softmax",
        "bfloat16",
        0,
        own(lambda x: x - largest(x)),
        "another_function",
        "the term -log(Total(exp(-Greatest(x) + x))) is left out",
    ),
    Slip(
        "logsumexp",
        "float32",
        0,
        own(lambda x: x.max(-1) + np.log2(total(np.exp(x - largest(x)))[:, 0])),
        "another_function",
        "the logarithm to the base 2 takes the place of",
    ),
    Slip(
        "softmax",
        "float32",
        0,
        own(lambda x: F32.type(0.9) * softmax(x) + F32.type(0.1) / F32.type(x.shape[-1])),
        "another_function",
        "the result is multiplied by 9/10, and 1/(10*n) is added",
    ),
    Slip(
        "layer_norm",
        "bfloat16",
        0,
        own(lambda x: layer_norm(x, lifted=True)),
        "another_function",
        "the greater takes the place of the sum in 1.0e-5 + Total((x - Total(x)/n)**2)/n",
    ),
    Slip(
        "layer_norm",
        "float16",
        0,
        own(lambda x: layer_norm(x, less=1)),
        "another_function",
        "n - 1 takes the place of n in -Total(x)/n",
    ),
    Slip(
        "layer_norm",
        "float32",
        "vjp",
        own(layer_norm_vjp),
        "altered_gradient",
        "n - 1 takes the place of n, in -norm(x)*Total(norm(x)*v)/n",
    ),
    Slip(
        "sparsemax",
        "float32",
        0,
        own(lambda x: threshold_over(x, -1)),
        "another_function",
        "Threshold(x) is divided by k - 1 in place of k",
    ),
    Slip(
        "softmax_masked",
        "float32",
        0,
        own(lambda x, mask: softmax(x) * np.exp(mask)),
        "another_function",
        "the result is multiplied by exp(mask), which is not added to x",
    ),
    Slip("softmax", "float32", 0, own(without_the_last), "lost_terms", "Total(exp(x)) lacks the last"),
    Slip(
        "logsumexp",
        "float32",
        "vjp",
        own(lambda x, v: v.reshape(-1, 1) * np.log(softmax(x))),
        "altered_gradient",
        "log(softmax(x)) takes the place of softmax(x)",
    ),
    Slip(
        "log_softmax",
        "float32",
        "jvp",
        own(lambda x, v: v - v.mean(-1, keepdims=True)),
        "altered_gradient",
        "1/n takes the place of softmax(x)",
    ),
    Slip(
        "softmax",
        "bfloat16",
        "vjp",
        own(lambda x, v: softmax(x) * v - total(softmax(x) * v)),
        "altered_gradient",
        "of v - Total(softmax(x)*v) the term v alone is multiplied by softmax(x)",
    ),
    Slip(
        "logmeanexp",
        "float32",
        0,
        own(lambda x: lse(x) / F32.type(x.shape[-1])),
        "another_function",
        "log(Total(exp(x)))/n takes the place of log(Total(exp(x))/n)",
    ),
)
"""What is judged, and the slip."""

RIGHT = {
    "softmax_softcap": own(lambda x: capped(x, 50)),
    "softmax_masked": own(lambda x, mask: softmax(x + mask)),
    "quiet_softmax": own(quiet),
    "sparsemax": own(sparsemax),
    "logmeanexp": own(lambda x: lse(x) - np.log(F32.type(x.shape[-1]))),
    "softmax vjp": own(softmax_vjp),
    "layer_norm": own(layer_norm),
}
"""Without a slip, in float32 or wider."""
