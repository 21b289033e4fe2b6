"""Softmax with a temperature, which divides the inputs."""

from sympy import exp

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

temperature = Param.positive("temperature", default=1, says="what the inputs are divided by")
t = temperature.symbol

ACTIVATION = Activation(
    name="softmax_temperature",
    title="Softmax with temperature",
    expression=exp(x / t) / Total(exp(x / t)),
    params=(temperature,),
    domain=Vector(),
    sources=(
        Source(
            "Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531",
            "exp(z_i/T)/sum over j of exp(z_j/T), T is normally set to 1",
        ),
    ),
)
