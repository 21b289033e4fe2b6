"""PyTorch's operators: torch.ops.aten, by the names and keywords of functions."""

from dataclasses import replace

from symact.candidates.libraries.torch.spelling import PROFILES as FUNCTIONS

RENAMED = {"log_sigmoid": "log_sigmoid"}
"""Operators that have another name than the function."""

COMPOSED = frozenset(
    (
        "identity",
        "layer_norm",
        "layer_norm_weighted",
        "rms_norm",
        "rms_norm_weighted",
        "softmin",
        "softsign",
        "tanhshrink",
    )
)
"""Functions that are no single operator, or take the shape of their input."""

PROFILES = {
    name: replace(
        profile, library="torch_aten", path=f"torch.ops.aten.{RENAMED.get(name, profile.path.rpartition('.')[2])}"
    )
    for name, profile in FUNCTIONS.items()
    if name not in COMPOSED
}
