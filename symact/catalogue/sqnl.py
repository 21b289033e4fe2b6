"""SQNL, the square nonlinearity: parabolas, clipped to [-1, 1]."""

from sympy import Piecewise

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="sqnl",
    title="SQNL",
    family="sigmoid",
    expression=Piecewise((1, x > 2), (x - x**2 / 4, x >= 0), (x + x**2 / 4, x >= -2), (-1, True)),
    sources=(
        Source(
            "Wuraola and Patel 2018, SQNL: A New Computationally Efficient Activation Function, IJCNN 2018",
            "1 if x > 2, x - x^2/4 if 0 <= x <= 2, x + x^2/4 if -2 <= x < 0, -1 if x < -2",
        ),
    ),
)
