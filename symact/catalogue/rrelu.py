"""RReLU at test time: leaky ReLU with the mean of the random slopes."""

from sympy import Abs, Function, Max, Min, Piecewise

from symact.definition.activation import Activation, Param, Source, x

lower = Param.real("lower", default="1/8", says="least random slope")
upper = Param.real("upper", default="1/3", says="greatest random slope")
a = (lower.symbol + upper.symbol) / 2
relu = Function("relu")

ACTIVATION = Activation(
    name="rrelu",
    title="RReLU",
    family="rectifier",
    expression=Piecewise((x, x >= 0), (a * x, True)),
    params=(lower, upper),
    forms=(Max(x, a * x), Max(0, x) + a * Min(0, x), (1 + a) * x / 2 + (1 - a) * Abs(x) / 2, relu(x) - a * relu(-x)),
    sources=(
        Source(
            "Xu, Wang, Chen and Li 2015, arXiv:1505.00853",
            "a ~ U(l, u) in training, (l + u)/2 at test time; there as x/a with U(3, 8), in libraries as a*x",
        ),
        Source("PyTorch documentation, torch.nn.functional.rrelu", "lower=1/8, upper=1/3, training=False"),
    ),
)
