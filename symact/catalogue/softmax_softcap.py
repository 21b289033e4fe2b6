"""Softmax of logits that a tanh keeps within a cap."""

from sympy import exp, tanh

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

cap = Param.positive("cap", default=50, says="bound of the capped inputs")
c = cap.symbol

ACTIVATION = Activation(
    name="softmax_softcap",
    title="Softmax with a soft cap",
    expression=exp(c * tanh(x / c)) / Total(exp(c * tanh(x / c))),
    params=(cap,),
    domain=Vector(),
    sources=(
        Source(
            "Gemma Team 2024, Gemma 2: Improving Open Language Models at a Practical Size, arXiv:2408.00118",
            "logits become soft_cap*tanh(logits/soft_cap), with 50 in attention and 30 in the last layer",
        ),
    ),
)
