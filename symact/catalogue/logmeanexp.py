"""Log-mean-exp: the logarithm of the mean of exponentials."""

from sympy import exp, log

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="logmeanexp",
    title="Log-mean-exp",
    expression=log(Total(exp(x)) / Total(1)),
    domain=Vector(),
    sources=(Source("JAX documentation, jax.nn.logmeanexp", "log(mean of exp(x))"),),
)
