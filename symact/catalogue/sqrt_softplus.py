"""Square root of softplus."""

from sympy import Function, exp, log, sqrt

from symact.definition.activation import Activation, Source, x

softplus = Function("softplus")

ACTIVATION = Activation(
    name="sqrt_softplus",
    title="Square root of softplus",
    family="softplus",
    expression=sqrt(log(1 + exp(x))),
    forms=(sqrt(softplus(x)),),
    sources=(Source("Transformers documentation, ACT2FN, sqrtsoftplus", "sqrt(softplus(x))"),),
)
