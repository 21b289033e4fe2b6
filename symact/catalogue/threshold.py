"""Threshold: the input above a threshold, a constant elsewhere."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Source, x

t = Param.real("threshold", default=0, says="below it and at it the value is constant")
v = Param.real("value", default="1/2", says="the constant")

ACTIVATION = Activation(
    name="threshold",
    title="Threshold",
    family="rectifier",
    expression=Piecewise((x, x > t.symbol), (v.symbol, True)),
    params=(t, v),
    sources=(
        Source(
            "PyTorch documentation, torch.nn.Threshold",
            "x if x > threshold, else value; both required, Threshold(0, 0.5) in the example",
        ),
    ),
)
