"""PReLU: leaky ReLU with a learned slope."""

from sympy import Abs, Function, Max, Min, Piecewise

from symact.definition.activation import Activation, Param, Source, x

weight = Param.real("weight", default="1/4", says="slope for negative inputs, learned", learnable=True)
a = weight.symbol
relu = Function("relu")

ACTIVATION = Activation(
    name="prelu",
    title="PReLU",
    family="rectifier",
    expression=Piecewise((x, x >= 0), (a * x, True)),
    params=(weight,),
    forms=(Max(x, a * x), Max(0, x) + a * Min(0, x), (1 + a) * x / 2 + (1 - a) * Abs(x) / 2, relu(x) - a * relu(-x)),
    sources=(
        Source("He, Zhang, Ren and Sun 2015, arXiv:1502.01852, eq. 1", "definition, initialised with 0.25"),
        Source("PyTorch documentation, torch.nn.PReLU", "init=0.25"),
    ),
)
