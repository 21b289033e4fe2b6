"""Tanh, the hyperbolic tangent."""

from sympy import tanh

from symact.definition.activation import Activation, Profile, Source, x

ACTIVATION = Activation(
    name="tanh",
    title="Tanh",
    expression=tanh(x),
    profiles=(
        Profile.of("torch.tanh"),
        Profile.of("jax.nn.tanh"),
    ),
    sources=(
        Source("LeCun, Bottou, Orr and Mueller 1998, Efficient BackProp", "symmetric sigmoids are preferred"),
        Source("PyTorch documentation, torch.tanh", "hyperbolic tangent"),
    ),
)
