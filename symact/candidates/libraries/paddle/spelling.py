"""Paddle on the CPU: paddle.nn.functional. Attributes are float32."""

from sympy import Max, Min, Piecewise, Rational, S

from symact.candidates.spelling import AsArray, Given, Profile
from symact.catalogue import selu, softplus
from symact.definition.activation import x
from symact.definition.parameters import exact_value

slope = exact_value("0.1666667@float32", "slope")
constants = {
    selu.alpha.symbol: exact_value("1.6732632423543772848170429916717@float32", "alpha"),
    selu.scale.symbol: exact_value("1.0507009873554804934193349852946@float32", "scale"),
}

# As PyTorch: the argument where beta*x > threshold = 20.
with_threshold = Piecewise((x, softplus.b * x > 20), (softplus.ideal, True))

PROFILES = {
    "abs": Profile.of("paddle.abs"),
    "arcsinh": Profile.of("paddle.asinh"),
    "arctan": Profile.of("paddle.atan"),
    "binary_step": Profile.of("paddle.heaviside", y=AsArray(S.One)),
    "celu": Profile.of("paddle.nn.functional.celu", alpha=Given("alpha"), number="float32"),
    "elu": Profile.of("paddle.nn.functional.elu", alpha=Given("alpha"), number="float32"),
    "erf": Profile.of("paddle.erf"),
    "exponential": Profile.of("paddle.exp"),
    "gelu": Profile.of("paddle.nn.functional.gelu", approximate=False),
    "gelu_tanh": Profile.of("paddle.nn.functional.gelu", approximate=True),
    "glu": Profile.of("paddle.nn.functional.glu", axis=-1, note="the second half is the gate"),
    "hard_sigmoid": Profile.of(
        "paddle.nn.functional.hardsigmoid",
        expression=Min(Max(slope * x + Rational(1, 2), 0), 1),
        note="slope=0.1666667 by default",
    ),
    "hard_swish": Profile.of("paddle.nn.functional.hardswish"),
    "hardshrink": Profile.of("paddle.nn.functional.hardshrink", threshold=Given("lambd"), number="float32"),
    "hardtanh": Profile.of(
        "paddle.nn.functional.hardtanh", min=Given("min_val"), max=Given("max_val"), number="float32"
    ),
    "identity": Profile.of("paddle.nn.Identity", construct=True),
    "leaky_relu": Profile.of("paddle.nn.functional.leaky_relu", negative_slope=Given("negative_slope"), number="array"),
    "log_sigmoid": Profile.of("paddle.nn.functional.log_sigmoid"),
    "log_softmax": Profile.of("paddle.nn.functional.log_softmax", axis=-1),
    "logsumexp": Profile.of("paddle.logsumexp", axis=-1),
    "mish": Profile.of("paddle.nn.functional.mish"),
    "prelu": Profile.of("paddle.nn.functional.prelu", weight=AsArray(Given("weight")), number="array"),
    "relu": Profile.of("paddle.nn.functional.relu"),
    "relu6": Profile.of("paddle.nn.functional.relu6"),
    "rrelu": Profile.of(
        "paddle.nn.functional.rrelu", lower=Given("lower"), upper=Given("upper"), training=False, number="float32"
    ),
    "selu": Profile.of(
        "paddle.nn.functional.selu",
        expression=selu.formula.subs(constants),
        note="scale and alpha are float32, in float64 too",
    ),
    "sigmoid": Profile.of("paddle.nn.functional.sigmoid"),
    "sign": Profile.of("paddle.sign"),
    "silu": Profile.of("paddle.nn.functional.silu"),
    "softmax": Profile.of("paddle.nn.functional.softmax", axis=-1),
    "softplus": Profile.of(
        "paddle.nn.functional.softplus",
        beta=Given("beta"),
        expression=with_threshold,
        note="the identity where beta*x > 20",
    ),
    "softshrink": Profile.of("paddle.nn.functional.softshrink", threshold=Given("lambd"), number="float32"),
    "softsign": Profile.of("paddle.nn.functional.softsign"),
    "square": Profile.of("paddle.square"),
    "tanh": Profile.of("paddle.nn.functional.tanh"),
    "tanhshrink": Profile.of("paddle.nn.functional.tanhshrink"),
    "thresholded_relu": Profile.of("paddle.nn.functional.thresholded_relu", threshold=Given("alpha"), number="float32"),
}
