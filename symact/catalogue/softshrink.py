"""Soft shrink: the input moved towards 0, and 0 near it."""

from sympy import Abs, Function, Max, Piecewise, sign

from symact.definition.activation import Activation, Param, Source, x

lam = Param.nonnegative("lambd", default="1/2", says="how far it is moved")
hardtanh, relu = Function("hardtanh"), Function("relu")

ACTIVATION = Activation(
    name="softshrink",
    title="Softshrink",
    family="shrinkage",
    aliases=("soft_shrink",),
    expression=Piecewise((x - lam.symbol, x > lam.symbol), (x + lam.symbol, x < -lam.symbol), (0, True)),
    params=(lam,),
    forms=(
        sign(x) * Max(Abs(x) - lam.symbol, 0),
        x - hardtanh(x, -lam.symbol, lam.symbol),
        relu(x - lam.symbol) - relu(-x - lam.symbol),
    ),
    sources=(
        Source(
            "Donoho 1995, De-noising by soft-thresholding, IEEE Transactions on Information Theory 41",
            "soft thresholding",
        ),
        Source(
            "PyTorch documentation, torch.nn.Softshrink",
            "x - lambda if x > lambda, x + lambda if x < -lambda, else 0; lambda=0.5",
        ),
    ),
)
