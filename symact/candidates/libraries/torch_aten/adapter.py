"""Operators of PyTorch as graphs name them."""

from __future__ import annotations

from symact.candidates.libraries.torch.adapter import Torch


class TorchAten(Torch):
    """Operators of torch.ops.aten."""

    title = "PyTorch's operators"
    by_parameters = False
