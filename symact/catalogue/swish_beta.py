"""Swish with its parameter: x times the sigmoid of a multiple of x."""

from sympy import Function, exp

from symact.definition.activation import Activation, Param, Source, x

b = Param.real("beta", default=1, says="steepness of the gate", learnable=True)
sigmoid, silu = Function("sigmoid"), Function("silu")

ACTIVATION = Activation(
    name="swish_beta",
    title="Swish",
    family="gated",
    expression=x / (1 + exp(-b.symbol * x)),
    params=(b,),
    forms=(x * sigmoid(b.symbol * x), silu(b.symbol * x) / b.symbol),
    sources=(
        Source(
            "Ramachandran, Zoph and Le 2017, Searching for Activation Functions, arXiv:1710.05941",
            "x*sigmoid(beta*x), beta fixed or learned",
        ),
        Source("ONNX operator Swish, version 24", "x*sigmoid(alpha*x), alpha=1"),
    ),
)
