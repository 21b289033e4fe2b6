"""Hard mish: x times a clipped straight line."""

from sympy import Max, Min

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="hard_mish",
    title="Hard mish",
    family="gated",
    expression=x / 2 * Min(Max(x + 2, 0), 2),
    sources=(Source("timm documentation, timm.layers.activations.hard_mish", "0.5*x*clamp(x + 2, 0, 2)"),),
)
