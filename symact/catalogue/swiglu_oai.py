"""SwiGLU of gpt-oss: clamped, steeper, with 1 added to the linear half."""

from sympy import Max, Min, Symbol, exp

from symact.definition.activation import Activation, Param, Source
from symact.definition.domain import Pair

alpha = Param.positive("alpha", default="851/500", says="slope of the sigmoid, 1.702")
limit = Param.positive("limit", default=7, says="where a is clamped from above and b on both sides")
a, b = Symbol("a", real=True), Symbol("b", real=True)
gate = Min(a, limit.symbol)

ACTIVATION = Activation(
    name="swiglu_oai",
    title="SwiGLU (gpt-oss)",
    expression=gate / (1 + exp(-alpha.symbol * gate)) * (1 + Max(-limit.symbol, Min(b, limit.symbol))),
    params=(alpha, limit),
    domain=Pair("a", "b"),
    sources=(
        Source(
            "OpenAI 2025, gpt-oss, gpt_oss/torch/model.py, swiglu",
            "a = min(a, 7), b = clamp(b, -7, 7), a*sigmoid(1.702*a)*(b + 1); even places are a, odd ones b",
        ),
    ),
)
