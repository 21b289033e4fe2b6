"""Identity: the input itself."""

from sympy import Function

from symact.definition.activation import Activation, Source, x

relu = Function("relu")

ACTIVATION = Activation(
    name="identity",
    title="Identity",
    family="linear",
    expression=x,
    forms=(relu(x) - relu(-x),),
    sources=(
        Source("PyTorch documentation, torch.nn.Identity", "returns its argument"),
        Source("JAX documentation, jax.nn.identity", "returns its argument"),
    ),
)
