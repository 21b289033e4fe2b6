"""SELU, the scaled ELU that keeps mean 0 and variance 1."""

from sympy import Function, Max, Min, Piecewise, exp

from symact.definition.activation import Activation, FixedPoint, Param, Profile, Source, x
from symact.definition.parameters import exact_value

alpha = Param.positive("alpha", says="determined by the fixed point")
scale = Param.positive("scale", says="lambda of the paper, determined by the fixed point")
formula = scale.symbol * Piecewise((x, x > 0), (alpha.symbol * (exp(x) - 1), True))
# torch and jax print the same 31 decimal places; what they compute with is the float64 of each.
literals = {
    alpha.symbol: exact_value("1.6732632423543772848170429916717@float64", "alpha"),
    scale.symbol: exact_value("1.0507009873554804934193349852946@float64", "scale"),
}
own = formula.subs(literals)
elu = Function("elu")

ACTIVATION = Activation(
    name="selu",
    title="SELU",
    expression=formula,
    params=(alpha, scale),
    condition=FixedPoint(unknowns=(alpha, scale)),
    profiles=(
        Profile.of("torch.nn.functional.selu", expression=own, note="alpha and scale are fixed"),
        Profile.of("jax.nn.selu", expression=own, note="alpha and scale are fixed"),
    ),
    forms=(scale.symbol * elu(x, alpha.symbol), scale.symbol * (Max(0, x) + Min(0, alpha.symbol * (exp(x) - 1)))),
    sources=(
        Source(
            "Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515, eq. 2",
            "definition; alpha and lambda from the fixed point (mean, variance) = (0, 1)",
        ),
        Source("PyTorch documentation, torch.nn.SELU", "scale*(max(0, x) + min(0, alpha*(exp(x) - 1)))"),
    ),
)
