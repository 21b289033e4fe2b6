"""ELU, the exponential linear unit."""

from sympy import Function, Max, Min, Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

alpha = Param.positive("alpha", default=1, says="minus the limit on the left")
a = alpha.symbol
relu = Function("relu")

ACTIVATION = Activation(
    name="elu",
    title="ELU",
    family="exponential",
    expression=Piecewise((x, x > 0), (a * (exp(x) - 1), True)),
    params=(alpha,),
    forms=(Max(0, x) + Min(0, a * (exp(x) - 1)), relu(x) - a * relu(1 - exp(x))),
    sources=(
        Source(
            "Clevert, Unterthiner and Hochreiter 2015, arXiv:1511.07289",
            "x if x > 0, alpha*(exp(x) - 1) if x <= 0, alpha > 0",
        ),
        Source("PyTorch documentation, torch.nn.ELU", "alpha=1.0"),
    ),
)
