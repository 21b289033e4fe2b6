"""Hard shrink: 0 near 0, the input elsewhere."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Source, x

lam = Param.nonnegative("lambd", default="1/2", says="half the width of the part that is 0")

ACTIVATION = Activation(
    name="hardshrink",
    title="Hardshrink",
    family="shrinkage",
    aliases=("hard_shrink",),
    expression=Piecewise((x, x > lam.symbol), (x, x < -lam.symbol), (0, True)),
    params=(lam,),
    sources=(
        Source(
            "Donoho and Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81",
            "hard thresholding",
        ),
        Source("PyTorch documentation, torch.nn.Hardshrink", "x if x > lambda, x if x < -lambda, else 0; lambda=0.5"),
    ),
)
