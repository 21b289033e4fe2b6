"""Scaled tanh: tanh with a factor outside and one inside."""

from sympy import Function, tanh

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default="1.7159", says="factor outside")
b = Param.positive("beta", default="2/3", says="factor inside")
sigmoid = Function("sigmoid")

ACTIVATION = Activation(
    name="scaled_tanh",
    title="Scaled tanh",
    family="sigmoid",
    expression=a.symbol * tanh(b.symbol * x),
    params=(a, b),
    forms=(a.symbol * (2 * sigmoid(2 * b.symbol * x) - 1),),
    sources=(
        Source(
            "LeCun, Bottou, Orr and Müller 1998, Efficient BackProp, in: Neural Networks: Tricks of the Trade",
            "1.7159*tanh(2x/3)",
        ),
        Source("ONNX operator ScaledTanh, version 1", "alpha*tanh(beta*x), removed later"),
    ),
)
