"""Defects of installed libraries whose causes are known from their sources, as declared questions."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutants.formulas import ROUGH, STEPS


@dataclass(frozen=True)
class Known:
    """A library's function with a defect.

    Args:
        target, activation, dtype, order: the question.
        causes: names any of which is right as the first cause; "" for none.
        also: further causes that are true of it.
        why: what the library computes.
    """

    target: str
    activation: str
    dtype: str
    order: int
    causes: tuple[str, ...]
    also: tuple[str, ...]
    why: str


def _each(target: str, activation: str, dtypes: str, order: int, causes: str, why: str, also: str = "") -> list[Known]:
    # At infinities, at the ends of the range and next to halfway points every formula has more to tell.
    first, more = (
        tuple(causes.split("|")),
        (*also.split("|"), *STEPS, "flush", *(ROUGH if order or "float32" in dtypes else ())),
    )
    return [Known(target, activation, dtype, order, first, more, why) for dtype in dtypes.split()]


KNOWN = (
    *_each("torch", "gelu", "float32 bfloat16 float16", 0, "cancellation", "0.5*x*(1 + erf(x*sqrt(1/2)))"),
    *_each("torch", "gelu", "float32 bfloat16", 1, "cancellation", "0.5*(1 + erf) + x*pdf"),
    *_each("torch", "gelu_tanh", "float32 bfloat16", 0, "cancellation", "0.5*x*(1 + tanh(u))"),
    *_each("torch", "gelu_tanh", "bfloat16", 1, "cancellation", "0.5*(1 + tanh(u)) + ...", "overflow"),
    *_each("torch", "sigmoid", "float64", 0, "overflow|precision", "1/(1 + exp(-x))"),
    *_each("torch", "silu", "float64", 0, "overflow|precision", "x/(1 + exp(-x))", "infinite_input"),
    *_each("torch", "softplus", "float64", 0, "threshold", "x from 20 on", "precision"),
    *_each("torch", "softplus", "float64", 1, "threshold|precision", "1 from 20 on"),
    *_each("torch", "sigmoid", "bfloat16 float16", 1, "saved_output", "y*(1 - y)"),
    *_each("torch", "tanh", "bfloat16 float16 float32", 1, "saved_output|cancellation", "1 - y*y"),
    *_each("torch", "softsign", "bfloat16", 0, "infinite_input|precision", "x/(1 + |x|), every step rounded"),
    *_each("torch", "tanhshrink", "bfloat16 float32", 0, "cancellation", "x - tanh(x)", "precision"),
    *_each("jax", "gelu", "float32", 0, "flush", "0.5*x*erfc(-x*sqrt(1/2)); XLA flushes subnormal numbers"),
    *_each(
        "jax", "silu", "float32 bfloat16", 0, "infinite_input|flush|overflow|precision|cancellation", "x*sigmoid(x)"
    ),
    *_each("jax", "softplus", "bfloat16", 0, "flush|precision", "logaddexp(x, 0), every step rounded; flushed"),
    *_each("jax", "tanh", "bfloat16 float32", 1, "saved_output|cancellation|precision", "1 - y*y"),
    *_each("jax", "squareplus", "float32 float16", 0, "cancellation|overflow", "(x + sqrt(x*x + 4))/2"),
    *_each("jax", "mish", "float32", 0, "flush|infinite_input", "x*tanh(softplus(x)); flushed"),
    *_each("scipy", "sigmoid", "float64", 0, "overflow|precision", "expit"),
    *_each("onnxruntime", "gelu", "float32", 0, "cancellation", "0.5*x*(1 + erf(x*sqrt(1/2)))"),
    *_each("onnxruntime", "elu", "float32", 0, "expm1", "exp(x) - 1"),
    *_each("onnxruntime", "selu", "float32", 0, "expm1", "exp(x) - 1"),
    *_each("onnxruntime", "sigmoid", "float32", 0, "cancellation", "1/2 + p(x)/q(x), its input clamped", "clamp"),
    *_each("onnxruntime", "tanh", "float32", 0, "clamp|", "its input clamped"),
    *_each("onnxruntime", "softplus", "float32", 0, "log1p|", "log(1 + exp)"),
    *_each("onnxruntime", "mish", "float32", 0, "log1p|", "x*tanh(softplus(x))"),
)
