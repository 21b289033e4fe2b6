"""Error function of the input."""

from sympy import erf, erfc

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="erf",
    title="Erf",
    family="sigmoid",
    expression=erf(x),
    forms=(1 - erfc(x),),
    sources=(Source("ONNX operator Erf, version 13", "error function of the input"),),
)
