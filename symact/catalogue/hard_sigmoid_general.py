"""Hard sigmoid with any straight line, clipped to [0, 1]."""

from sympy import Function, Max, Min, Rational

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default="1/5", says="slope of the middle part")
b = Param.real("beta", default="1/2", says="value at 0, before it is clipped")
hard_sigmoid = Function("hard_sigmoid")

ACTIVATION = Activation(
    name="hard_sigmoid_general",
    title="Hard sigmoid (general)",
    family="clip",
    expression=Max(0, Min(1, a.symbol * x + b.symbol)),
    params=(a, b),
    forms=(hard_sigmoid(x + (b.symbol - Rational(1, 2)) / a.symbol, a.symbol),),
    sources=(
        Source("ONNX operator HardSigmoid, version 6", "max(0, min(1, alpha*x + beta)), alpha=0.2, beta=0.5"),
        Source("oneDNN documentation, eltwise_hardsigmoid", "max(0, min(1, alpha*x + beta))"),
    ),
)
