"""ReLU, the rectified linear unit."""

from sympy import Max

from symact.definition.activation import Activation, Profile, Source, x

ACTIVATION = Activation(
    name="relu",
    title="ReLU",
    expression=Max(0, x),
    profiles=(
        Profile.of("torch.nn.functional.relu"),
        Profile.of("jax.nn.relu"),
    ),
    sources=(
        Source("Nair and Hinton 2010, Rectified linear units improve restricted Boltzmann machines, ICML", "max(0, x)"),
        Source("PyTorch documentation, torch.nn.ReLU", "max(0, x)"),
    ),
)
