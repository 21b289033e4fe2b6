"""Maxout: the greatest of its inputs."""

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Greatest

ACTIVATION = Activation(
    name="maxout",
    title="Maxout",
    expression=Greatest(x),
    domain=Vector(),
    sources=(
        Source(
            "Goodfellow, Warde-Farley, Mirza, Courville and Bengio 2013, Maxout Networks, arXiv:1302.4389",
            "the maximum over j of z_ij, here of one group",
        ),
    ),
)
