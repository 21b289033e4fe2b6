"""PolyReLU: a polynomial of ReLU, of degree 3."""

from sympy import Max

from symact.definition.activation import Activation, Param, Source, x

a0 = Param.real("a0", default=0, says="constant", learnable=True)
a1 = Param.real("a1", default="1/3", says="coefficient of the first power", learnable=True)
a2 = Param.real("a2", default="1/3", says="coefficient of the square", learnable=True)
a3 = Param.real("a3", default="1/3", says="coefficient of the cube", learnable=True)

ACTIVATION = Activation(
    name="polyrelu",
    title="PolyReLU",
    family="rectifier",
    expression=a0.symbol + a1.symbol * Max(x, 0) + a2.symbol * Max(x, 0) ** 2 + a3.symbol * Max(x, 0) ** 3,
    params=(a0, a1, a2, a3),
    sources=(
        Source(
            "Zhuo et al. 2024, Polynomial Composition Activations: Unleashing the Dynamics of Large Language "
            "Models, arXiv:2411.03884",
            "sum over i of a_i*relu(x)^i, degree 3, a_i = 1/3, a_0 = 0",
        ),
    ),
)
