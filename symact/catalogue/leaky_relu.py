"""Leaky ReLU: a small slope where ReLU is 0."""

from sympy import Abs, Function, Max, Min, Piecewise

from symact.definition.activation import Activation, Param, Source, x

negative_slope = Param.real("negative_slope", default="1/100", says="slope for negative inputs")
a = negative_slope.symbol
relu = Function("relu")

ACTIVATION = Activation(
    name="leaky_relu",
    title="Leaky ReLU",
    family="rectifier",
    expression=Piecewise((x, x >= 0), (a * x, True)),
    params=(negative_slope,),
    forms=(Max(x, a * x), Max(0, x) + a * Min(0, x), (1 + a) * x / 2 + (1 - a) * Abs(x) / 2, relu(x) - a * relu(-x)),
    sources=(
        Source(
            "Maas, Hannun and Ng 2013, Rectifier nonlinearities improve neural network acoustic models, ICML workshop",
            "x for x > 0, 0.01 x otherwise",
        ),
        Source("PyTorch documentation, torch.nn.LeakyReLU", "negative_slope=0.01"),
    ),
)
