"""PyTorch on the CPU or a CUDA device: eager functions, derivatives through autograd."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import DEVICE, UnsupportedError
from symact.candidates.call import CallSpec
from symact.errors import CandidateError
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

REQUIRES = "torch"
DEFAULT_FORMATS = ("float32", "bfloat16")
LAYOUTS = ("strided", "transposed", "empty")
"""Layouts of memory that are tried beside a contiguous tensor."""

DEVICES = ("cpu", "cuda")

SUPPORTED = ("float64", "float32", "float16", "bfloat16")


def version() -> str:
    """Return PyTorch's name, version and device."""
    import torch

    device = _device()
    return f"torch {torch.__version__}, {device if device == 'cpu' else torch.cuda.get_device_name(device)}"


def make(spec: CallSpec, fmt: Format) -> Callable[[Any], Any]:
    """Import a function of PyTorch and bind its arguments; arrays take the format's dtype."""
    import torch

    device = _device()
    if device != "cpu" and not torch.cuda.is_available():
        raise CandidateError(f"torch {torch.__version__} sees no CUDA device here; leave --device {device} out")
    return spec.make(lambda number: torch.tensor([number], dtype=_dtype(fmt), device=device))


def evaluate(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, order: int
) -> npt.NDArray[np.generic]:
    """Return f or a derivative by autograd; on the CPU the tensor shares the array's memory, so writes are noticed."""
    import torch

    tensor = _crossed(values, fmt)
    if order == 0:
        with torch.no_grad():
            result = fn(tensor)
    else:
        result = _derivative(fn, tensor, order)
    if not isinstance(result, torch.Tensor):
        raise TypeError(f"a tensor was expected, not {type(result).__name__}")
    if result.dtype != tensor.dtype:
        raise TypeError(f"a tensor of {tensor.dtype} was expected, not of {result.dtype}")
    return _back(result, fmt)


def evaluate_with(
    fn: Callable[[Any], Any], values: npt.NDArray[np.generic], fmt: Format, upstream: float
) -> npt.NDArray[np.generic]:
    """Return the gradient times an upstream gradient, the same number everywhere."""
    import torch

    leaf = _crossed(values, fmt).detach().requires_grad_()
    result = fn(leaf)
    if not result.requires_grad:
        raise UnsupportedError("PyTorch has no gradient here")
    (found,) = torch.autograd.grad(result, leaf, torch.full_like(result, upstream))
    return _back(found, fmt)


def _crossed(values: npt.NDArray[np.generic], fmt: Format) -> Any:
    """Return a tensor that shares the array's memory."""
    import torch

    # NumPy has no bfloat16 that torch would know; the encodings cross as integers.
    tensor = torch.from_numpy(values.view(f"int{fmt.width}")).view(_dtype(fmt))
    device = _device()
    return tensor if device == "cpu" else tensor.to(device)


def _back(result: Any, fmt: Format) -> npt.NDArray[np.generic]:
    import torch

    signed = getattr(torch, f"int{fmt.width}")
    encodings: npt.NDArray[Any] = result.detach().cpu().contiguous().view(signed).numpy()
    return encodings.view(bits_dtype(fmt)).view(float_dtype(fmt))


def _device() -> str:
    return os.environ.get(DEVICE, "cpu")


def _dtype(fmt: Format) -> Any:
    import torch

    if fmt.name not in SUPPORTED:
        raise UnsupportedError(f"PyTorch computes no activations in {fmt.name}")
    return getattr(torch, fmt.name)


def _derivative(fn: Callable[[Any], Any], tensor: Any, order: int) -> Any:
    import torch

    leaf = tensor.detach().requires_grad_()
    result = fn(leaf)
    for step in range(order):
        if not result.requires_grad:
            raise UnsupportedError(
                f"PyTorch has no derivative of order {step + 1} here: the one of order {step} is not differentiable"
            )
        try:
            (result,) = torch.autograd.grad(result, leaf, torch.ones_like(result), create_graph=step + 1 < order)
        except RuntimeError as error:
            if "is not implemented" in str(error):
                raise UnsupportedError(f"PyTorch has no derivative of order {step + 1} here: {error}") from None
            raise
    return result
