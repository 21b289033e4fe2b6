"""Quiet softmax: softmax with 1 added to the sum, as with one more input 0."""

from sympy import exp

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="quiet_softmax",
    title="Quiet softmax",
    expression=exp(x) / (1 + Total(exp(x))),
    domain=Vector(),
    aliases=("softmax1", "softmax_one"),
    sources=(
        Source(
            "Miller 2023, Attention Is Off By One, https://www.evanmiller.org/attention-is-off-by-one.html",
            "exp(x_i)/(1 + sum over j of exp(x_j)), which it calls quiet softmax or softmax_1",
        ),
    ),
)
