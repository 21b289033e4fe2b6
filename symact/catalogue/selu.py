"""SELU, the scaled ELU that keeps mean 0 and variance 1."""

from sympy import Piecewise, exp

from symact.activation import Activation, FixedPoint, Param, Profile, Source, x

alpha = Param.positive("alpha", says="determined by the fixed point")
scale = Param.positive("scale", says="lambda of the paper, determined by the fixed point")
a, s = alpha.symbol, scale.symbol

ACTIVATION = Activation(
    name="selu",
    title="SELU",
    expression=s * Piecewise((x, x > 0), (a * (exp(x) - 1), True)),
    params=(
        alpha,
        scale,
    ),
    condition=FixedPoint(unknowns=(alpha, scale)),
    profiles=(
        Profile.of("torch.nn.functional.selu", note="alpha and scale are fixed as float64 literals"),
        Profile.of("jax.nn.selu", note="alpha and scale are fixed as float64 literals"),
    ),
    sources=(
        Source(
            "Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515, eq. 2 and 14",
            "definition; alpha and lambda from the fixed point (0, 1)",
        ),
        Source("PyTorch documentation, torch.nn.SELU", "scale*(max(0, x) + min(0, alpha*(exp(x) - 1)))"),
    ),
)
