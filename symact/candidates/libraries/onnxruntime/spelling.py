"""ONNX Runtime: models of one node, the operators of the ONNX standard. Attributes are float32."""

from sympy import Integer, Rational, exp

from symact.candidates.spelling import AsArray, Given, Profile
from symact.catalogue import selu
from symact.definition.activation import x
from symact.definition.parameters import exact_value

FLOAT32 = "the attribute is a float32"
half = Rational(1, 2)
# The standard's defaults are the float32 numbers next to the constants.
constants = {
    selu.alpha.symbol: exact_value("1.67326319217681884765625", "alpha"),
    selu.scale.symbol: exact_value("1.05070102214813232421875", "gamma"),
}
factor = exact_value("1.702@float32", "alpha")

PROFILES = {
    "abs": Profile.of("onnxruntime.Abs"),
    "arcsinh": Profile.of("onnxruntime.Asinh"),
    "arctan": Profile.of("onnxruntime.Atan"),
    "celu": Profile.of("onnxruntime.Celu", alpha=Given("alpha"), number="float32", note=FLOAT32),
    "elu": Profile.of("onnxruntime.Elu", alpha=Given("alpha"), number="float32", note=FLOAT32),
    "erf": Profile.of("onnxruntime.Erf"),
    "exponential": Profile.of("onnxruntime.Exp"),
    "gelu": Profile.of("onnxruntime.Gelu", approximate="none"),
    "gelu_tanh": Profile.of("onnxruntime.Gelu", approximate="tanh"),
    "hard_sigmoid": Profile.of(
        "onnxruntime.HardSigmoid", alpha=Given("slope"), beta=half, number="float32", note=FLOAT32
    ),
    "hard_sigmoid_general": Profile.of(
        "onnxruntime.HardSigmoid",
        alpha=Given("alpha"),
        beta=Given("beta"),
        number="float32",
        note=FLOAT32,
    ),
    "hard_swish": Profile.of("onnxruntime.HardSwish"),
    "hardmax": Profile.of("onnxruntime.Hardmax", axis=-1),
    "hardtanh": Profile.of(
        "onnxruntime.Clip", min=AsArray(Given("min_val")), max=AsArray(Given("max_val")), number="array"
    ),
    "identity": Profile.of("onnxruntime.Identity"),
    "leaky_relu": Profile.of("onnxruntime.LeakyRelu", alpha=Given("negative_slope"), number="float32", note=FLOAT32),
    "log_softmax": Profile.of("onnxruntime.LogSoftmax", axis=-1),
    "mish": Profile.of("onnxruntime.Mish"),
    "prelu": Profile.of("onnxruntime.PRelu", slope=AsArray(Given("weight")), number="array"),
    "quick_gelu": Profile.of(
        "onnxruntime.com.microsoft.QuickGelu",
        alpha=Rational(1702, 1000),
        expression=x / (1 + exp(-factor * x)),
        note=f"an operator of the runtime's own domain; {FLOAT32}",
    ),
    "relu": Profile.of("onnxruntime.Relu"),
    "relu6": Profile.of("onnxruntime.Clip", min=AsArray(Integer(0)), max=AsArray(Integer(6))),
    "selu": Profile.of("onnxruntime.Selu", expression=selu.formula.subs(constants), note="alpha and gamma are float32"),
    "shrink": Profile.of(
        "onnxruntime.Shrink", lambd=Given("lambd"), bias=Given("bias"), number="float32", note=FLOAT32
    ),
    "sigmoid": Profile.of("onnxruntime.Sigmoid"),
    "sign": Profile.of("onnxruntime.Sign"),
    "softmax": Profile.of("onnxruntime.Softmax", axis=-1),
    "softplus": Profile.of("onnxruntime.Softplus", note="beta is fixed at 1"),
    "softsign": Profile.of("onnxruntime.Softsign"),
    "swish_beta": Profile.of(
        "onnxruntime.com.microsoft.QuickGelu",
        alpha=Given("beta"),
        number="float32",
        note=f"an operator of the runtime's own domain; {FLOAT32}",
    ),
    "tanh": Profile.of("onnxruntime.Tanh"),
    "thresholded_relu": Profile.of("onnxruntime.ThresholdedRelu", alpha=Given("alpha"), number="float32", note=FLOAT32),
}
