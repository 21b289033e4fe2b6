"""Tanhshrink: x minus its tanh."""

from sympy import Function, tanh

from symact.definition.activation import Activation, Source, x

sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="tanhshrink",
    title="Tanhshrink",
    family="shrinkage",
    aliases=("tanh_shrink",),
    expression=x - tanh(x),
    forms=(x + 1 - 2 * sigmoid(2 * x),),
    sources=(Source("PyTorch documentation, torch.nn.Tanhshrink", "x - tanh(x)"),),
)
