"""Flax: flax.linen hands on the functions of jax.nn, with their constants and their keeping of parameters."""

from dataclasses import replace

from symact.candidates.libraries.jax.spelling import PROFILES as JAX

NAMES = (
    *("celu", "elu", "gelu", "gelu_tanh", "glu", "hard_sigmoid", "hard_swish", "hardtanh", "leaky_relu", "log_sigmoid"),
    *(
        "log_softmax",
        "logsumexp",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "softsign",
        "tanh",
    ),
)
"""What flax.linen hands on; it has no mish, squareplus or identity."""

PROFILES = {
    name: replace(JAX[name], library="flax", path=f"flax.linen.{JAX[name].path.rpartition('.')[2]}") for name in NAMES
}
