"""Hard tanh: the input, clipped to an interval."""

from sympy import Function, Max, Min

from symact.definition.activation import Activation, Param, Source, x

low = Param.real("min_val", default=-1, says="least value")
high = Param.real("max_val", default=1, says="greatest value")
relu = Function("relu")

ACTIVATION = Activation(
    name="hardtanh",
    title="Hardtanh",
    family="clip",
    aliases=("hard_tanh", "clamp"),
    expression=Min(Max(x, low.symbol), high.symbol),
    params=(low, high),
    ordered=((low, high),),
    forms=(Max(Min(x, high.symbol), low.symbol), relu(x - low.symbol) - relu(x - high.symbol) + low.symbol),
    sources=(
        Source(
            "Collobert 2004, Large Scale Machine Learning, Université de Paris VI",
            "-1 if x < -1, x if -1 <= x <= 1, 1 if x > 1",
        ),
        Source("PyTorch documentation, torch.nn.Hardtanh", "min_val=-1, max_val=1"),
    ),
)
