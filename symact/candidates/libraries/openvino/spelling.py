"""OpenVINO on the CPU: models of one operation of an operation set. Attributes are float32."""

from sympy import Integer, Rational

from symact.candidates.spelling import AsArray, Given, Profile

PROFILES = {
    "abs": Profile.of("openvino.opset15.abs"),
    "arcsinh": Profile.of("openvino.opset15.asinh"),
    "arctan": Profile.of("openvino.opset15.atan"),
    "elu": Profile.of("openvino.opset15.elu", alpha=Given("alpha"), number="float32", note="alpha is a float32"),
    "erf": Profile.of("openvino.opset15.erf"),
    "exponential": Profile.of("openvino.opset15.exp"),
    "gelu": Profile.of("openvino.opset15.gelu", approximation_mode="erf"),
    "gelu_tanh": Profile.of("openvino.opset15.gelu", approximation_mode="tanh"),
    "hard_sigmoid": Profile.of(
        "openvino.opset15.hard_sigmoid", alpha=AsArray(Given("slope")), beta=AsArray(Rational(1, 2)), number="array"
    ),
    "hard_sigmoid_general": Profile.of(
        "openvino.opset15.hard_sigmoid",
        alpha=AsArray(Given("alpha")),
        beta=AsArray(Given("beta")),
        number="array",
    ),
    "hard_swish": Profile.of("openvino.opset15.hswish"),
    "hardtanh": Profile.of(
        "openvino.opset15.clamp", min_value=Given("min_val"), max_value=Given("max_val"), number="float32"
    ),
    "mish": Profile.of("openvino.opset15.mish"),
    "prelu": Profile.of("openvino.opset15.prelu", slope=AsArray(Given("weight")), number="array"),
    "relu": Profile.of("openvino.opset15.relu"),
    "relu6": Profile.of("openvino.opset15.clamp", min_value=Integer(0), max_value=Integer(6)),
    "selu": Profile.of(
        "openvino.opset15.selu", alpha=AsArray(Given("alpha")), lambda_value=AsArray(Given("scale")), number="array"
    ),
    "sigmoid": Profile.of("openvino.opset15.sigmoid"),
    "sign": Profile.of("openvino.opset15.sign"),
    "silu": Profile.of("openvino.opset15.swish", beta=AsArray(Integer(1))),
    "softplus": Profile.of("openvino.opset15.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("openvino.opset15.softsign"),
    "swish_beta": Profile.of("openvino.opset15.swish", beta=AsArray(Given("beta")), number="array"),
    "tanh": Profile.of("openvino.opset15.tanh"),
}
