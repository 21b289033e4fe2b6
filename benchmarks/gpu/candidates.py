"""Who is judged on a device: torch's functions eager and compiled, CUDA's fast intrinsics, kernels of Triton."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

import torch

from symact.candidates import DEVICE, adapter
from symact.candidates.plan import Case
from symact.formats.floating import get_format

Candidate = Callable[[torch.Tensor], torch.Tensor]

LIBRARY = Path(os.environ.get("SYMACT_INTRINSICS", "/tmp/symact-intrinsics.so"))
"""What nvcc makes of intrinsics.cu."""

BACKEND = os.environ.get("SYMACT_BACKEND", "inductor")
"""Of torch.compile; a rehearsal on a CPU takes one that needs no compiler."""


def eager(case: Case, order: int, device: str) -> Candidate:
    """Return torch's function, or its gradient, as it is called."""
    os.environ[DEVICE] = device
    return _differentiated(adapter("torch").make(case.spec, get_format("float32")), order)


def compiled(case: Case, order: int, device: str) -> Candidate:
    """Return torch's function as torch.compile makes it."""
    os.environ[DEVICE] = device
    function = torch.compile(adapter("torch").make(case.spec, get_format("float32")), backend=BACKEND, dynamic=True)
    return _differentiated(function, order)


def _differentiated(function: Candidate, order: int) -> Candidate:
    def gradient(inputs: torch.Tensor) -> torch.Tensor:
        leaf = inputs.detach().requires_grad_()
        result = function(leaf)
        (found,) = torch.autograd.grad(result, leaf, torch.ones_like(result))
        return found

    def forward(inputs: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return function(inputs)

    return gradient if order else forward


def intrinsics(case: Case, order: int, device: str) -> Candidate | None:
    """Return a kernel of intrinsics.cu, None where there is none of that name."""
    name = case.bound.activation.name
    if order or not device.startswith("cuda") or not LIBRARY.exists():
        return None
    function = getattr(ctypes.CDLL(str(LIBRARY)), f"fast_{name}", None)
    if function is None:
        return None

    def call(inputs: torch.Tensor) -> torch.Tensor:
        results = torch.empty_like(inputs)
        torch.cuda.synchronize()
        failed = function(
            ctypes.c_void_p(inputs.data_ptr()), ctypes.c_void_p(results.data_ptr()), ctypes.c_longlong(inputs.numel())
        )
        if failed:
            raise RuntimeError(f"CUDA error {failed}")
        return results

    return call


def triton(case: Case, order: int, device: str) -> Candidate | None:
    """Return a kernel written in Triton, None where there is none of that name."""
    if order:
        return None
    import triton_kernels

    return triton_kernels.candidate(case.bound.activation.name)


MAKERS = {"eager": eager, "compiled": compiled, "intrinsics": intrinsics, "triton": triton}
