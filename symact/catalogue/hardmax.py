"""Hardmax: 1 at the first greatest entry, 0 at the others."""

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Attained, Greatest

ACTIVATION = Activation(
    name="hardmax",
    title="Hardmax",
    expression=Attained(x - Greatest(x)),
    domain=Vector(),
    sources=(
        Source(
            "ONNX documentation, Hardmax",
            "1 for the first maximum value along the specified axis, 0 for all other values",
        ),
    ),
)
