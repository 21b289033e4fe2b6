"""TensorFlow: tf.nn and tf.math. Parameters take the format of the array that they meet, leaky ReLU's is float32."""

from symact.candidates.spelling import Given, Profile

FLOAT32 = "the attribute is a float32, in float64 too"

PROFILES = {
    "abs": Profile.of("tensorflow.math.abs"),
    "arcsinh": Profile.of("tensorflow.math.asinh"),
    "arctan": Profile.of("tensorflow.math.atan"),
    "elu": Profile.of("tensorflow.nn.elu", note="alpha is fixed at 1"),
    "erf": Profile.of("tensorflow.math.erf"),
    "exponential": Profile.of("tensorflow.math.exp"),
    "gelu": Profile.of("tensorflow.nn.gelu", approximate=False),
    "gelu_tanh": Profile.of("tensorflow.nn.gelu", approximate=True),
    "hardtanh": Profile.of(
        "tensorflow.clip_by_value", clip_value_min=Given("min_val"), clip_value_max=Given("max_val"), number="array"
    ),
    "identity": Profile.of("tensorflow.identity"),
    "leaky_relu": Profile.of(
        "tensorflow.nn.leaky_relu",
        alpha=Given("negative_slope"),
        number="float32 array",
        note=f"alpha=0.2 by default; {FLOAT32}",
    ),
    "log_sigmoid": Profile.of("tensorflow.math.log_sigmoid"),
    "log_softmax": Profile.of("tensorflow.nn.log_softmax", axis=-1),
    "logsumexp": Profile.of("tensorflow.reduce_logsumexp", axis=-1),
    "relu": Profile.of("tensorflow.nn.relu"),
    "relu6": Profile.of("tensorflow.nn.relu6"),
    "selu": Profile.of("tensorflow.nn.selu", note="alpha and scale are fixed"),
    "sigmoid": Profile.of("tensorflow.nn.sigmoid"),
    "sign": Profile.of("tensorflow.math.sign"),
    "silu": Profile.of("tensorflow.nn.silu"),
    "softmax": Profile.of("tensorflow.nn.softmax", axis=-1),
    "softplus": Profile.of("tensorflow.nn.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("tensorflow.nn.softsign"),
    "square": Profile.of("tensorflow.math.square"),
    "swish_beta": Profile.of("tensorflow.nn.silu", beta=Given("beta"), number="array"),
    "tanh": Profile.of("tensorflow.nn.tanh"),
}
