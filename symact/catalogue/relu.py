"""ReLU, the rectified linear unit."""

from sympy import Abs, Function, Max

from symact.definition.activation import Activation, Source, x

binary_step = Function("binary_step")

ACTIVATION = Activation(
    name="relu",
    title="ReLU",
    family="rectifier",
    expression=Max(0, x),
    forms=((x + Abs(x)) / 2, x * binary_step(x)),
    sources=(
        Source("Nair and Hinton 2010, Rectified linear units improve restricted Boltzmann machines, ICML", "max(0, x)"),
        Source("PyTorch documentation, torch.nn.ReLU", "max(0, x)"),
    ),
)
