"""Tanhshrink: x minus its tanh."""

from sympy import tanh

from symact.definition.activation import Activation, Profile, Source, x

ACTIVATION = Activation(
    name="tanhshrink",
    title="Tanhshrink",
    expression=x - tanh(x),
    profiles=(Profile.of("torch.nn.functional.tanhshrink"),),
    sources=(Source("PyTorch documentation, torch.nn.Tanhshrink", "x - tanh(x)"),),
)
