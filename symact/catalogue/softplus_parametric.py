"""Parametric softplus: the factor outside is free."""

from sympy import Function, exp, log

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="factor outside")
b = Param.positive("beta", default=1, says="factor inside")
softplus = Function("softplus")

ACTIVATION = Activation(
    name="softplus_parametric",
    title="Parametric softplus",
    family="softplus",
    aliases=("parametric_softplus",),
    expression=a.symbol * log(1 + exp(b.symbol * x)),
    params=(a, b),
    forms=(a.symbol * b.symbol * softplus(x, b.symbol),),
    sources=(
        Source("ONNX operator ParametricSoftplus, version 1", "alpha*ln(exp(beta*x) + 1), removed later"),
        Source("TensorRT documentation, ActivationType.SOFTPLUS", "alpha*log(exp(beta*x) + 1)"),
    ),
)
