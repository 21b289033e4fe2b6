"""OpenVINO on the CPU: models of one operation of an operation set. Attributes are float32."""

from sympy import Integer, Rational

from symact.candidates.spelling import AsArray, Profile
from symact.catalogue import elu, hard_sigmoid, prelu, selu

PROFILES = {
    "elu": Profile.of("openvino.opset15.elu", alpha=elu.alpha, number="float32", note="alpha is a float32"),
    "gelu": Profile.of("openvino.opset15.gelu", approximation_mode="erf"),
    "gelu_tanh": Profile.of("openvino.opset15.gelu", approximation_mode="tanh"),
    "hard_sigmoid": Profile.of(
        "openvino.opset15.hard_sigmoid",
        alpha=AsArray(hard_sigmoid.slope),
        beta=AsArray(Rational(1, 2)),
        number="array",
    ),
    "hard_swish": Profile.of("openvino.opset15.hswish"),
    "mish": Profile.of("openvino.opset15.mish"),
    "prelu": Profile.of("openvino.opset15.prelu", slope=AsArray(prelu.weight), number="array"),
    "relu": Profile.of("openvino.opset15.relu"),
    "relu6": Profile.of("openvino.opset15.clamp", min_value=Integer(0), max_value=Integer(6)),
    "selu": Profile.of(
        "openvino.opset15.selu", alpha=AsArray(selu.alpha), lambda_value=AsArray(selu.scale), number="array"
    ),
    "sigmoid": Profile.of("openvino.opset15.sigmoid"),
    "silu": Profile.of("openvino.opset15.swish", beta=AsArray(Integer(1))),
    "softplus": Profile.of("openvino.opset15.softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("openvino.opset15.softsign"),
    "tanh": Profile.of("openvino.opset15.tanh"),
}
