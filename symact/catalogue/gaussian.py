"""Gaussian bump."""

from sympy import exp

from symact.definition.activation import Activation, Param, Source, x

s = Param.positive("sigma", default=1, says="width")

ACTIVATION = Activation(
    name="gaussian",
    title="Gaussian",
    family="even",
    expression=exp(-(x**2) / (2 * s.symbol**2)),
    params=(s,),
    sources=(
        Source(
            "Ramasinghe and Lucey 2022, Beyond Periodicity: Towards a Unifying Framework for Activations "
            "in Coordinate-MLPs, arXiv:2111.15135",
            "exp(-x^2/(2*sigma^2))",
        ),
    ),
)
