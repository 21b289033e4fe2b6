"""Soft cap: tanh, stretched so that its slope at 0 is 1."""

from sympy import Function, tanh

from symact.definition.activation import Activation, Param, Source, x

c = Param.positive("cap", default=30, says="bound of the result")
scaled_tanh = Function("scaled_tanh")

ACTIVATION = Activation(
    name="softcap",
    title="Softcap",
    family="sigmoid",
    expression=c.symbol * tanh(x / c.symbol),
    params=(c,),
    forms=(scaled_tanh(x, c.symbol, 1 / c.symbol),),
    sources=(
        Source(
            "Gemma Team 2024, Gemma 2: Improving Open Language Models at a Practical Size, arXiv:2408.00118",
            "soft_cap*tanh(logits/soft_cap), 30 for the final layer, 50 for attention",
        ),
    ),
)
