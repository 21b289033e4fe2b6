"""Softmin: the softmax of the negated inputs."""

from sympy import exp

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="softmin",
    title="Softmin",
    expression=exp(-x) / Total(exp(-x)),
    domain=Vector(),
    sources=(Source("PyTorch documentation, torch.nn.Softmin", "exp(-x_i)/sum over j of exp(-x_j)"),),
)
