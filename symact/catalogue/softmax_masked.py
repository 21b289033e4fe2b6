"""Softmax of inputs to which a mask is added, as in attention."""

from sympy import Symbol, exp

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

mask = Symbol("mask", real=True)

ACTIVATION = Activation(
    name="softmax_masked",
    title="Softmax with an additive mask",
    expression=exp(x + mask) / Total(exp(x + mask)),
    domain=Vector(beside=("mask",)),
    sources=(
        Source(
            "PyTorch documentation, torch.nn.functional.scaled_dot_product_attention",
            "softmax(Q K^T * scale + attn_bias), the mask added to the scores",
        ),
    ),
)
