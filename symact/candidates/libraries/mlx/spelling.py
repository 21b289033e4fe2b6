"""MLX on the CPU: mlx.nn."""

from symact.candidates.spelling import AsArray, Given, Profile
from symact.catalogue import selu
from symact.definition.parameters import exact_value

# Six digits, as numbers of the array's own format: float32 here.
short = {
    selu.alpha.symbol: exact_value("1.67326@float32", "alpha"),
    selu.scale.symbol: exact_value("1.0507@float32", "scale"),
}

PROFILES = {
    "abs": Profile.of("mlx.core.abs"),
    "arcsinh": Profile.of("mlx.core.arcsinh"),
    "arctan": Profile.of("mlx.core.arctan"),
    "celu": Profile.of("mlx.nn.celu", alpha=Given("alpha"), number="array"),
    "elu": Profile.of("mlx.nn.elu", alpha=Given("alpha"), number="array"),
    "erf": Profile.of("mlx.core.erf"),
    "exponential": Profile.of("mlx.core.exp"),
    "gelu": Profile.of("mlx.nn.gelu"),
    "gelu_tanh": Profile.of("mlx.nn.gelu_approx"),
    "glu": Profile.of("mlx.nn.glu", axis=-1, note="the second half is the gate"),
    "hard_swish": Profile.of("mlx.nn.hardswish"),
    "leaky_relu": Profile.of("mlx.nn.leaky_relu", negative_slope=Given("negative_slope"), number="array"),
    "log_sigmoid": Profile.of("mlx.nn.log_sigmoid"),
    "log_softmax": Profile.of("mlx.nn.log_softmax", axis=-1),
    "logsumexp": Profile.of("mlx.core.logsumexp", axis=-1),
    "mish": Profile.of("mlx.nn.mish"),
    "prelu": Profile.of("mlx.nn.prelu", alpha=AsArray(Given("weight")), number="array"),
    "quick_gelu": Profile.of("mlx.nn.gelu_fast_approx"),
    "relu": Profile.of("mlx.nn.relu"),
    "relu6": Profile.of("mlx.nn.relu6"),
    "selu": Profile.of(
        "mlx.nn.selu", expression=selu.formula.subs(short), note="constants have six digits, here as float32"
    ),
    "sigmoid": Profile.of("mlx.nn.sigmoid"),
    "sign": Profile.of("mlx.core.sign"),
    "silu": Profile.of("mlx.nn.silu"),
    "softmax": Profile.of("mlx.core.softmax", axis=-1),
    "softmin": Profile.of("mlx.nn.softmin", axis=-1),
    "softplus": Profile.of("mlx.nn.softplus", note="beta is fixed at 1"),
    "softshrink": Profile.of("mlx.nn.softshrink", lambd=Given("lambd"), number="array"),
    "softsign": Profile.of("mlx.nn.softsign"),
    "square": Profile.of("mlx.core.square"),
    "tanh": Profile.of("mlx.nn.tanh"),
}
