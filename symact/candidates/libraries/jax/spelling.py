"""JAX: functions of jax.nn and jax.numpy."""

from sympy import S

from symact.candidates.spelling import AsArray, Given, Profile
from symact.catalogue import selu
from symact.definition.parameters import exact_value

# JAX prints 31 decimal places; what it computes with is the float64 of each.
own = {
    selu.alpha.symbol: exact_value("1.6732632423543772848170429916717@float64", "alpha"),
    selu.scale.symbol: exact_value("1.0507009873554804934193349852946@float64", "scale"),
}

PROFILES = {
    "abs": Profile.of("jax.numpy.abs"),
    "arcsinh": Profile.of("jax.numpy.arcsinh"),
    "arctan": Profile.of("jax.numpy.arctan"),
    "binary_step": Profile.of("jax.numpy.heaviside", x2=AsArray(S.One)),
    "celu": Profile.of("jax.nn.celu", alpha=Given("alpha"), number="array"),
    "elu": Profile.of("jax.nn.elu", alpha=Given("alpha"), number="array"),
    "erf": Profile.of("jax.lax.erf"),
    "exponential": Profile.of("jax.numpy.exp"),
    "gelu": Profile.of("jax.nn.gelu", approximate=False),
    "gelu_tanh": Profile.of("jax.nn.gelu", approximate=True),
    "glu": Profile.of("jax.nn.glu", axis=-1, note="the second half is the gate"),
    "hard_sigmoid": Profile.of("jax.nn.hard_sigmoid", note="relu6(x + 3)/6, slope 1/6"),
    "hard_swish": Profile.of("jax.nn.hard_swish"),
    "hardtanh": Profile.of("jax.nn.hard_tanh", note="min_val and max_val are fixed at -1 and 1"),
    "identity": Profile.of("jax.nn.identity"),
    "layer_norm": Profile.of(
        "jax.nn.standardize",
        axis=-1,
        epsilon=Given("eps"),
        number="array",
        note="the variance is the mean of squares less the square of the mean; algorithm='stable' takes another",
    ),
    "leaky_relu": Profile.of("jax.nn.leaky_relu", negative_slope=Given("negative_slope"), number="array"),
    "log1mexp": Profile.of("jax.nn.log1mexp"),
    "log_sigmoid": Profile.of("jax.nn.log_sigmoid"),
    "log_softmax": Profile.of("jax.nn.log_softmax", axis=-1),
    "logit": Profile.of("jax.scipy.special.logit"),
    "logmeanexp": Profile.of("jax.nn.logmeanexp", axis=-1),
    "logsumexp": Profile.of("jax.nn.logsumexp", axis=-1),
    "mish": Profile.of("jax.nn.mish"),
    "relu": Profile.of("jax.nn.relu"),
    "relu6": Profile.of("jax.nn.relu6"),
    "selu": Profile.of("jax.nn.selu", expression=selu.formula.subs(own), note="alpha and scale are fixed"),
    "sigmoid": Profile.of("jax.nn.sigmoid"),
    "sign": Profile.of("jax.numpy.sign"),
    "silu": Profile.of("jax.nn.silu"),
    "sinc": Profile.of("jax.numpy.sinc"),
    "softmax": Profile.of("jax.nn.softmax", axis=-1),
    "softplus": Profile.of("jax.nn.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("jax.nn.soft_sign"),
    "sparse_plus": Profile.of("jax.nn.sparse_plus"),
    "sparse_sigmoid": Profile.of("jax.nn.sparse_sigmoid"),
    "square": Profile.of("jax.numpy.square"),
    "squareplus": Profile.of("jax.nn.squareplus", b=Given("b"), number="array"),
    "tanh": Profile.of("jax.nn.tanh"),
}
