"""Hard sigmoid: a straight line, clipped to [0, 1]."""

from sympy import Function, Max, Min, Rational

from symact.definition.activation import Activation, Param, Source, x

slope = Param.positive("slope", default="1/6", says="slope of the middle part")
relu6 = Function("relu6")

ACTIVATION = Activation(
    name="hard_sigmoid",
    title="Hard sigmoid",
    family="clip",
    aliases=("hardsigmoid",),
    expression=Min(Max(slope.symbol * x + Rational(1, 2), 0), 1),
    params=(slope,),
    forms=(Max(0, Min(1, slope.symbol * x + Rational(1, 2))), relu6(x + 3) / 6),
    sources=(
        Source("Howard et al. 2019, arXiv:1905.02244, section 5.2", "ReLU6(x + 3)/6"),
        Source(
            "Courbariaux, Bengio and David 2015, arXiv:1511.00363",
            "clip of a straight line to [0, 1], there with slope 1/2",
        ),
        Source("PyTorch documentation, torch.nn.Hardsigmoid", "0, x/6 + 1/2, 1"),
    ),
)
