"""tinygrad on the CPU: methods of Tensor."""

from symact.candidates.spelling import Given, Profile
from symact.catalogue import selu
from symact.definition.parameters import exact_value

# Five decimal places, as numbers of the array's own format: float32 here.
short = {
    selu.alpha.symbol: exact_value("1.67326@float32", "alpha"),
    selu.scale.symbol: exact_value("1.0507@float32", "gamma"),
}

PROFILES = {
    "celu": Profile.of("tinygrad.Tensor.celu", alpha=Given("alpha"), number="array"),
    "elu": Profile.of("tinygrad.Tensor.elu", alpha=Given("alpha"), number="array"),
    "gelu": Profile.of("tinygrad.Tensor.gelu", approximate="none"),
    "gelu_tanh": Profile.of("tinygrad.Tensor.gelu", approximate="tanh"),
    "hard_sigmoid": Profile.of("tinygrad.Tensor.hardsigmoid", alpha=Given("slope"), number="array"),
    "hard_swish": Profile.of("tinygrad.Tensor.hardswish"),
    "leaky_relu": Profile.of("tinygrad.Tensor.leaky_relu", neg_slope=Given("negative_slope"), number="array"),
    "log_sigmoid": Profile.of("tinygrad.Tensor.logsigmoid"),
    "log_softmax": Profile.of("tinygrad.Tensor.log_softmax", axis=-1),
    "logsumexp": Profile.of("tinygrad.Tensor.logsumexp", axis=-1),
    "mish": Profile.of("tinygrad.Tensor.mish"),
    "quick_gelu": Profile.of("tinygrad.Tensor.quick_gelu"),
    "relu": Profile.of("tinygrad.Tensor.relu"),
    "relu6": Profile.of("tinygrad.Tensor.relu6"),
    "selu": Profile.of(
        "tinygrad.Tensor.selu", expression=selu.formula.subs(short), note="constants have six digits, here as float32"
    ),
    "sigmoid": Profile.of("tinygrad.Tensor.sigmoid"),
    "silu": Profile.of("tinygrad.Tensor.silu"),
    "softmax": Profile.of("tinygrad.Tensor.softmax", axis=-1),
    "softmin": Profile.of("tinygrad.Tensor.softmin", axis=-1),
    "softplus": Profile.of("tinygrad.Tensor.softplus", beta=Given("beta"), number="array"),
    "softsign": Profile.of("tinygrad.Tensor.softsign"),
    "tanh": Profile.of("tinygrad.Tensor.tanh"),
}
