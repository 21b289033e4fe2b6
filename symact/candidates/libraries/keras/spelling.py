"""Keras on TensorFlow: keras.activations."""

from symact.candidates.spelling import Profile
from symact.catalogue import celu, elu, hardshrink, leaky_relu, relu_n, softshrink, squareplus, threshold

PROFILES = {
    "abs": Profile.of("keras.ops.absolute"),
    "arcsinh": Profile.of("keras.ops.arcsinh"),
    "arctan": Profile.of("keras.ops.arctan"),
    "celu": Profile.of("keras.activations.celu", alpha=celu.alpha, number="array"),
    "elu": Profile.of("keras.activations.elu", alpha=elu.alpha, number="array"),
    "erf": Profile.of("keras.ops.erf"),
    "exponential": Profile.of("keras.activations.exponential"),
    "gelu": Profile.of("keras.activations.gelu", approximate=False),
    "gelu_tanh": Profile.of("keras.activations.gelu", approximate=True),
    "glu": Profile.of("keras.activations.glu", axis=-1, note="the second half is the gate"),
    "hard_sigmoid": Profile.of("keras.activations.hard_sigmoid", note="slope is fixed at 1/6 since Keras 3"),
    "hard_swish": Profile.of("keras.activations.hard_silu"),
    "hardshrink": Profile.of("keras.activations.hard_shrink", threshold=hardshrink.lam, number="array"),
    "hardtanh": Profile.of("keras.activations.hard_tanh", note="min_val and max_val are fixed at -1 and 1"),
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
    "relu_n": Profile.of("keras.activations.relu", max_value=relu_n.n, number="array"),
    "selu": Profile.of("keras.activations.selu", note="alpha and scale are fixed"),
    "sigmoid": Profile.of("keras.activations.sigmoid"),
    "sign": Profile.of("keras.ops.sign"),
    "silu": Profile.of("keras.activations.silu"),
    "softmax": Profile.of("keras.activations.softmax", axis=-1),
    "softplus": Profile.of("keras.activations.softplus", note="beta is fixed at 1"),
    "softshrink": Profile.of("keras.activations.soft_shrink", threshold=softshrink.lam, number="array"),
    "softsign": Profile.of("keras.activations.softsign"),
    "sparse_plus": Profile.of("keras.activations.sparse_plus"),
    "sparse_sigmoid": Profile.of("keras.activations.sparse_sigmoid"),
    "sparsemax": Profile.of("keras.activations.sparsemax", axis=-1),
    "square": Profile.of("keras.ops.square"),
    "squareplus": Profile.of("keras.activations.squareplus", b=squareplus.b, number="array"),
    "tanh": Profile.of("keras.activations.tanh"),
    "tanhshrink": Profile.of("keras.activations.tanh_shrink"),
    "threshold": Profile.of(
        "keras.activations.threshold", threshold=threshold.t, default_value=threshold.v, number="array"
    ),
}
