"""Shrink of ONNX: hard shrink whose outer parts are moved by a bias."""

from sympy import Function, Piecewise

from symact.definition.activation import Activation, Param, Source, x

lam = Param.nonnegative("lambd", default="1/2", says="half the width of the part that is 0")
b = Param.real("bias", default=0, says="how far the outer parts are moved")
hardshrink, softshrink = Function("hardshrink"), Function("softshrink")

ACTIVATION = Activation(
    name="shrink",
    title="Shrink",
    family="shrinkage",
    expression=Piecewise((x + b.symbol, x < -lam.symbol), (x - b.symbol, x > lam.symbol), (0, True)),
    params=(lam, b),
    forms=(hardshrink(x, lam.symbol), softshrink(x, lam.symbol)),
    sources=(
        Source(
            "ONNX operator Shrink, version 9",
            "x + bias if x < -lambd, x - bias if x > lambd, else 0; lambd=0.5, bias=0",
        ),
    ),
)
