"""OpenVINO on the CPU: models of one operation of an operation set. Attributes are float32."""

from sympy import Integer, Rational

from symact.candidates.spelling import AsArray, Profile
from symact.catalogue import elu, hard_sigmoid, hard_sigmoid_general, hardtanh, prelu, selu, swish_beta

PROFILES = {
    "abs": Profile.of("openvino.opset15.abs"),
    "arcsinh": Profile.of("openvino.opset15.asinh"),
    "arctan": Profile.of("openvino.opset15.atan"),
    "elu": Profile.of("openvino.opset15.elu", alpha=elu.alpha, number="float32", note="alpha is a float32"),
    "erf": Profile.of("openvino.opset15.erf"),
    "exponential": Profile.of("openvino.opset15.exp"),
    "gelu": Profile.of("openvino.opset15.gelu", approximation_mode="erf"),
    "gelu_tanh": Profile.of("openvino.opset15.gelu", approximation_mode="tanh"),
    "hard_sigmoid": Profile.of(
        "openvino.opset15.hard_sigmoid", alpha=AsArray(hard_sigmoid.slope), beta=AsArray(Rational(1, 2)), number="array"
    ),
    "hard_sigmoid_general": Profile.of(
        "openvino.opset15.hard_sigmoid",
        alpha=AsArray(hard_sigmoid_general.a),
        beta=AsArray(hard_sigmoid_general.b),
        number="array",
    ),
    "hard_swish": Profile.of("openvino.opset15.hswish"),
    "hardtanh": Profile.of("openvino.opset15.clamp", min_value=hardtanh.low, max_value=hardtanh.high, number="float32"),
    "mish": Profile.of("openvino.opset15.mish"),
    "prelu": Profile.of("openvino.opset15.prelu", slope=AsArray(prelu.weight), number="array"),
    "relu": Profile.of("openvino.opset15.relu"),
    "relu6": Profile.of("openvino.opset15.clamp", min_value=Integer(0), max_value=Integer(6)),
    "selu": Profile.of(
        "openvino.opset15.selu", alpha=AsArray(selu.alpha), lambda_value=AsArray(selu.scale), number="array"
    ),
    "sigmoid": Profile.of("openvino.opset15.sigmoid"),
    "sign": Profile.of("openvino.opset15.sign"),
    "silu": Profile.of("openvino.opset15.swish", beta=AsArray(Integer(1))),
    "softplus": Profile.of("openvino.opset15.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("openvino.opset15.softsign"),
    "swish_beta": Profile.of("openvino.opset15.swish", beta=AsArray(swish_beta.b), number="array"),
    "tanh": Profile.of("openvino.opset15.tanh"),
}
