"""Keras on TensorFlow: keras.activations."""

from symact.candidates.spelling import Profile
from symact.catalogue import celu, elu, leaky_relu, squareplus

PROFILES = {
    "celu": Profile.of("keras.activations.celu", alpha=celu.alpha, number="array"),
    "elu": Profile.of("keras.activations.elu", alpha=elu.alpha, number="array"),
    "gelu": Profile.of("keras.activations.gelu", approximate=False),
    "gelu_tanh": Profile.of("keras.activations.gelu", approximate=True),
    "glu": Profile.of("keras.activations.glu", axis=-1, note="the second half is the gate"),
    "hard_sigmoid": Profile.of("keras.activations.hard_sigmoid", note="slope is fixed at 1/6 since Keras 3"),
    "hard_swish": Profile.of("keras.activations.hard_silu"),
    "identity": Profile.of("keras.activations.linear"),
    "leaky_relu": Profile.of(
        "keras.activations.leaky_relu",
        negative_slope=leaky_relu.negative_slope,
        number="float32 array",
        note="negative_slope=0.2 by default; the attribute is a float32, in float64 too",
    ),
    "log_sigmoid": Profile.of("keras.activations.log_sigmoid"),
    "log_softmax": Profile.of("keras.activations.log_softmax", axis=-1),
    "logsumexp": Profile.of("keras.ops.logsumexp", axis=-1),
    "mish": Profile.of("keras.activations.mish"),
    "relu": Profile.of("keras.activations.relu"),
    "relu6": Profile.of("keras.activations.relu6"),
    "selu": Profile.of("keras.activations.selu", note="alpha and scale are fixed"),
    "sigmoid": Profile.of("keras.activations.sigmoid"),
    "silu": Profile.of("keras.activations.silu"),
    "softmax": Profile.of("keras.activations.softmax", axis=-1),
    "softplus": Profile.of("keras.activations.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("keras.activations.softsign"),
    "sparsemax": Profile.of("keras.activations.sparsemax", axis=-1),
    "squareplus": Profile.of("keras.activations.squareplus", b=squareplus.b, number="array"),
    "tanh": Profile.of("keras.activations.tanh"),
    "tanhshrink": Profile.of("keras.activations.tanh_shrink"),
}
