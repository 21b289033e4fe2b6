"""RReLU at test time: leaky ReLU with the mean of the random slopes."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Profile, Source, x

lower = Param.real("lower", default="1/8", says="least random slope")
upper = Param.real("upper", default="1/3", says="greatest random slope")
slope = (lower.symbol + upper.symbol) / 2

ACTIVATION = Activation(
    name="rrelu",
    title="RReLU",
    expression=Piecewise((x, x >= 0), (slope * x, True)),
    params=(lower, upper),
    profiles=(Profile.of("torch.nn.functional.rrelu", lower=lower, upper=upper),),
    sources=(
        Source(
            "Xu, Wang, Chen and Li 2015, arXiv:1505.00853",
            "a ~ U(l, u) in training, (l + u)/2 at test time; there as x/a with U(3, 8), in libraries as a*x",
        ),
        Source("PyTorch documentation, torch.nn.functional.rrelu", "lower=1/8, upper=1/3, training=False"),
    ),
)
