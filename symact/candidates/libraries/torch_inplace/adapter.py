"""Functions of PyTorch that write over their input, here over a copy; gradients may come from results."""

from __future__ import annotations

from symact.candidates import Function
from symact.candidates.call import CallSpec
from symact.candidates.libraries.torch.adapter import Torch
from symact.formats.floating import Format


class TorchInplace(Torch):
    """Functions with inplace=True, or with an underscore at the end."""

    title = "PyTorch in place"
    by_parameters = False

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function and bind its arguments; what it is given is a copy, which autograd follows."""
        inner = super().make(spec, fmt)
        return lambda tensor: inner(tensor.clone())
