"""Keras' layers: those of one activation, and keras.layers.Activation for what it knows by a word."""

from dataclasses import replace

from symact.candidates.libraries.keras.spelling import PROFILES as FUNCTIONS
from symact.candidates.spelling import Profile
from symact.catalogue import elu, leaky_relu, relu_n

OWN = {
    "elu": Profile.of("keras.layers.ELU", alpha=elu.alpha, number="array"),
    "leaky_relu": Profile.of(
        "keras.layers.LeakyReLU",
        negative_slope=leaky_relu.negative_slope,
        number="float32 array",
        note="negative_slope=0.3 by default, 0.2 in keras.activations; the attribute is a float32, in float64 too",
    ),
    "relu": Profile.of("keras.layers.ReLU"),
    "relu_n": Profile.of("keras.layers.ReLU", max_value=relu_n.n, number="array"),
    "softmax": Profile.of("keras.layers.Softmax", axis=-1),
}

BY_WORD = (
    *("celu", "exponential", "gelu", "hard_sigmoid", "hard_swish", "hardtanh", "identity", "log_sigmoid", "mish"),
    *("relu6", "selu", "sigmoid", "silu", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus"),
    *("tanh", "tanhshrink"),
)
"""Functions of keras.activations whose name the layer Activation takes; parameters keep their defaults."""

PROFILES = {
    name: replace(each, library="keras_layers", construct=True)
    for name, each in (
        OWN
        | {
            name: replace(
                FUNCTIONS[name],
                path="keras.layers.Activation",
                arguments=(("activation", FUNCTIONS[name].path.rpartition(".")[2]),),
            )
            for name in BY_WORD
        }
    ).items()
}
