"""Softmax to base 2: powers of 2 divided by their sum."""

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total
from symact.functions.exp2 import exp2

ACTIVATION = Activation(
    name="softmax_base2",
    title="Softmax to base 2",
    expression=exp2(x) / Total(exp2(x)),
    domain=Vector(),
    sources=(
        Source(
            "Stevens, Venkatesan, Dai et al. 2021, Softermax: Hardware/Software Co-Design of an Efficient Softmax for "
            "Transformers, arXiv:2103.09301",
            "the base is 2 instead of e",
        ),
    ),
)
