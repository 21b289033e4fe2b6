"""Modules of PyTorch in evaluation mode, their weights in the input's format."""

from __future__ import annotations

from symact.candidates import Function
from symact.candidates.call import CallSpec
from symact.candidates.libraries.torch.adapter import Torch
from symact.formats.floating import Format


class TorchModules(Torch):
    """Classes of torch.nn."""

    title = "PyTorch's modules"
    by_parameters = False

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Construct a module; a random one, such as RReLU, is what it is after training."""
        module = super().make(spec, fmt)
        return module.eval().to(self._dtype(fmt))  # type: ignore[attr-defined, no-any-return]
