"""PyTorch: functions of torch and torch.nn.functional."""

from sympy import Piecewise, S

from symact.candidates.spelling import AsArray, Given, LastAxis, Profile, Shared
from symact.catalogue import selu, softplus
from symact.definition.activation import x
from symact.definition.parameters import exact_value

# PyTorch prints 31 decimal places; what it computes with is the float64 of each.
own = {
    selu.alpha.symbol: exact_value("1.6732632423543772848170429916717@float64", "alpha"),
    selu.scale.symbol: exact_value("1.0507009873554804934193349852946@float64", "scale"),
}
# It returns its argument where beta*x > threshold = 20.
with_threshold = Piecewise((x, softplus.b * x > 20), (softplus.ideal, True))

PROFILES = {
    "abs": Profile.of("torch.abs"),
    "arcsinh": Profile.of("torch.asinh"),
    "arctan": Profile.of("torch.atan"),
    "binary_step": Profile.of("torch.heaviside", values=AsArray(S.One), note="torch does not differentiate it"),
    "celu": Profile.of("torch.nn.functional.celu", alpha=Given("alpha")),
    "elu": Profile.of("torch.nn.functional.elu", alpha=Given("alpha")),
    "erf": Profile.of("torch.erf"),
    "exponential": Profile.of("torch.exp"),
    "gelu": Profile.of("torch.nn.functional.gelu", approximate="none"),
    "gelu_tanh": Profile.of("torch.nn.functional.gelu", approximate="tanh", note="approximate='none' is the default"),
    "glu": Profile.of("torch.nn.functional.glu", dim=-1, note="the second half is the gate"),
    "hard_sigmoid": Profile.of(
        "torch.nn.functional.hardsigmoid", note="slope is fixed at 1/6, in the gradient at float32's 1/6"
    ),
    "hard_swish": Profile.of("torch.nn.functional.hardswish"),
    "hardshrink": Profile.of("torch.nn.functional.hardshrink", lambd=Given("lambd")),
    "hardtanh": Profile.of("torch.nn.functional.hardtanh", min_val=Given("min_val"), max_val=Given("max_val")),
    "identity": Profile.of("torch.nn.Identity", construct=True),
    "layer_norm": Profile.of(
        "torch.nn.functional.layer_norm", normalized_shape=LastAxis(), eps=Given("eps"), number="wide"
    ),
    "layer_norm_weighted": Profile.of(
        "torch.nn.functional.layer_norm",
        normalized_shape=LastAxis(),
        weight=Shared("weight"),
        bias=Shared("bias"),
        eps=Given("eps"),
        number="wide",
    ),
    "leaky_relu": Profile.of("torch.nn.functional.leaky_relu", negative_slope=Given("negative_slope"), number="wide"),
    "log_sigmoid": Profile.of("torch.nn.functional.logsigmoid"),
    "log_softmax": Profile.of("torch.nn.functional.log_softmax", dim=-1),
    "logsumexp": Profile.of("torch.logsumexp", dim=-1),
    "logit": Profile.of("torch.logit"),
    "mish": Profile.of("torch.nn.functional.mish"),
    "prelu": Profile.of("torch.nn.functional.prelu", weight=AsArray(Given("weight"))),
    "relu": Profile.of("torch.nn.functional.relu"),
    "relu6": Profile.of("torch.nn.functional.relu6"),
    "rms_norm": Profile.of(
        "torch.nn.functional.rms_norm",
        normalized_shape=LastAxis(),
        eps=Given("eps"),
        number="wide",
        note="without eps it takes the distance from 1 to the next number",
    ),
    "rms_norm_weighted": Profile.of(
        "torch.nn.functional.rms_norm",
        normalized_shape=LastAxis(),
        weight=Shared("weight"),
        eps=Given("eps"),
        number="wide",
    ),
    "rrelu": Profile.of("torch.nn.functional.rrelu", lower=Given("lower"), upper=Given("upper")),
    "selu": Profile.of("torch.nn.functional.selu", expression=selu.formula.subs(own), note="alpha and scale are fixed"),
    "sigmoid": Profile.of("torch.sigmoid"),
    "sign": Profile.of("torch.sign"),
    "silu": Profile.of("torch.nn.functional.silu"),
    "sinc": Profile.of("torch.sinc"),
    "softmax": Profile.of("torch.nn.functional.softmax", dim=-1),
    "softmin": Profile.of("torch.nn.functional.softmin", dim=-1),
    "softplus": Profile.of(
        "torch.nn.functional.softplus",
        beta=Given("beta"),
        expression=with_threshold,
        note="the identity where beta*x > 20",
    ),
    "softshrink": Profile.of("torch.nn.functional.softshrink", lambd=Given("lambd")),
    "softsign": Profile.of("torch.nn.functional.softsign"),
    "square": Profile.of("torch.square"),
    "tanh": Profile.of("torch.tanh"),
    "tanhshrink": Profile.of("torch.nn.functional.tanhshrink"),
    "threshold": Profile.of("torch.nn.functional.threshold", threshold=Given("threshold"), value=Given("value")),
}
