"""SLAF, a learned polynomial, of degree 3."""

from symact.definition.activation import Activation, Param, Source, x

a0 = Param.real("a0", default=0, says="constant", learnable=True)
a1 = Param.real("a1", default=1, says="coefficient of the first power", learnable=True)
a2 = Param.real("a2", default=0, says="coefficient of the square", learnable=True)
a3 = Param.real("a3", default=0, says="coefficient of the cube", learnable=True)

ACTIVATION = Activation(
    name="slaf",
    title="SLAF (degree 3)",
    family="polynomial",
    expression=a0.symbol + a1.symbol * x + a2.symbol * x**2 + a3.symbol * x**3,
    params=(a0, a1, a2, a3),
    sources=(
        Source(
            "Goyal et al. 2019, Learning Activation Functions: A new paradigm for understanding Neural "
            "Networks, arXiv:1906.09529",
            "weighted sum of basis functions with learned coefficients, here of the powers of x",
        ),
    ),
)
