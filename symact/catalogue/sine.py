"""Sine, the periodic activation of SIREN."""

from sympy import sin

from symact.definition.activation import Activation, Param, Source, x

w0 = Param.positive("w0", default=30, says="frequency factor")

ACTIVATION = Activation(
    name="sine",
    title="Sine (SIREN)",
    family="periodic",
    expression=sin(w0.symbol * x),
    params=(w0,),
    sources=(Source("Sitzmann, Martel, Bergman, Lindell and Wetzstein 2020, arXiv:2006.09661", "sin(w0*x), w0=30"),),
)
