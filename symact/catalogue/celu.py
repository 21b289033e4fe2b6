"""CELU, the continuously differentiable exponential linear unit."""

from sympy import Function, Max, Min, Piecewise, exp

from symact.definition.activation import Activation, Param, Source, x

alpha = Param.positive("alpha", default=1, says="scale of the negative part")
a = alpha.symbol
elu = Function("elu")

ACTIVATION = Activation(
    name="celu",
    title="CELU",
    family="exponential",
    expression=Piecewise((x, x >= 0), (a * (exp(x / a) - 1), True)),
    params=(alpha,),
    forms=(Max(0, x) + Min(0, a * (exp(x / a) - 1)), a * elu(x / a, 1)),
    sources=(
        Source("Barron 2017, arXiv:1704.07483", "definition"),
        Source("PyTorch documentation, torch.nn.CELU", "max(0, x) + min(0, alpha*(exp(x/alpha) - 1)), alpha=1.0"),
    ),
)
