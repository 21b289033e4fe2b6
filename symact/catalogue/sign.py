"""Sign: -1, 0 or 1."""

from sympy import Piecewise, sign

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="sign",
    title="Sign",
    family="step",
    aliases=("sgn",),
    expression=sign(x),
    forms=(Piecewise((-1, x < 0), (0, x <= 0), (1, True)),),
    sources=(Source("ONNX operator Sign, version 13", "-1 if x < 0, 0 if x = 0, 1 if x > 0"),),
)
