"""Activations as people write them in Triton; TRITON_INTERPRET=1 runs them on the CPU."""

from __future__ import annotations

from collections.abc import Callable

import torch
import triton
import triton.language as tl

BLOCK = 1024


@triton.jit
def _silu(x):
    return x * tl.sigmoid(x)


@triton.jit
def _sigmoid(x):
    return tl.sigmoid(x)


@triton.jit
def _gelu(x):
    return 0.5 * x * (1 + tl.erf(x * 0.7071067811865476))


@triton.jit
def _tanh(x):
    return 2 * tl.sigmoid(2 * x) - 1


@triton.jit
def _softplus(x):
    return tl.where(x > 20, x, tl.log(1 + tl.exp(x)))


@triton.jit
def _elu(x):
    return tl.where(x > 0, x, tl.exp(x) - 1)


FUNCTIONS = {"silu": _silu, "sigmoid": _sigmoid, "gelu": _gelu, "tanh": _tanh, "softplus": _softplus, "elu": _elu}


@triton.jit
def _apply(inputs, results, count, function: tl.constexpr, block: tl.constexpr):
    places = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    kept = places < count
    tl.store(results + places, function(tl.load(inputs + places, mask=kept)), mask=kept)


def candidate(name: str) -> Callable[[torch.Tensor], torch.Tensor] | None:
    """Return a function of tensors, None where there is none of that name."""
    if name not in FUNCTIONS:
        return None

    def call(inputs: torch.Tensor) -> torch.Tensor:
        results = torch.empty_like(inputs)
        count = inputs.numel()
        _apply[(triton.cdiv(count, BLOCK),)](inputs, results, count, FUNCTIONS[name], BLOCK)
        return results

    return call
