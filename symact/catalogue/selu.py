"""SELU, the scaled ELU that keeps mean 0 and variance 1."""

from sympy import Function, Max, Min, Piecewise, exp

from symact.definition.activation import Activation, FixedPoint, Param, Source, x

alpha = Param.positive("alpha", says="determined by the fixed point")
scale = Param.positive("scale", says="lambda of the paper, determined by the fixed point")
formula = scale.symbol * Piecewise((x, x > 0), (alpha.symbol * (exp(x) - 1), True))
elu = Function("elu")

ACTIVATION = Activation(
    name="selu",
    title="SELU",
    family="exponential",
    expression=formula,
    params=(alpha, scale),
    condition=FixedPoint(unknowns=(alpha, scale)),
    forms=(scale.symbol * elu(x, alpha.symbol), scale.symbol * (Max(0, x) + Min(0, alpha.symbol * (exp(x) - 1)))),
    sources=(
        Source(
            "Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515, eq. 2",
            "definition; alpha and lambda from the fixed point (mean, variance) = (0, 1)",
        ),
        Source("PyTorch documentation, torch.nn.SELU", "scale*(max(0, x) + min(0, alpha*(exp(x) - 1)))"),
    ),
)
