"""SnakeBeta: Snake whose amplitude is free."""

from sympy import sin

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="frequency", learnable=True)
b = Param.positive("beta", default=1, says="one over the amplitude", learnable=True)

ACTIVATION = Activation(
    name="snake_beta",
    title="SnakeBeta",
    family="periodic",
    expression=x + sin(a.symbol * x) ** 2 / b.symbol,
    params=(a, b),
    sources=(
        Source(
            "Lee, Ping, Ginsburg, Catanzaro and Yoon 2022, BigVGAN: A Universal Neural Vocoder with "
            "Large-Scale Training, arXiv:2206.04658",
            "Snake; the code has another parameter for the amplitude",
        ),
    ),
)
