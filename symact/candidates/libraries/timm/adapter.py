"""timm on PyTorch: the functions of timm.layers."""

from symact.candidates.libraries.torch.adapter import Torch


class Timm(Torch):
    """Eager functions of tensors."""

    title = "timm"
    requires = "timm"

    def version(self) -> str:
        import timm

        return f"timm {timm.__version__}, {super().version()}"
