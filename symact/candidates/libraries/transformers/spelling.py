"""Transformers: keys of ACT2FN. The modules take no parameters."""

from symact.candidates.spelling import Profile

PROFILES = {
    "clipped_gelu": Profile.of("transformers.ACT2FN.gelu_10"),
    "gelu": Profile.of("transformers.ACT2FN.gelu"),
    "gelu_tanh": Profile.of(
        "transformers.ACT2FN.gelu_new",
        note="gelu_fast, gelu_accurate and gelu_pytorch_tanh are the same function by other operations",
    ),
    "hard_swish": Profile.of("transformers.ACT2FN.hardswish"),
    "identity": Profile.of("transformers.ACT2FN.linear"),
    "laplace": Profile.of("transformers.ACT2FN.laplace", note="mu and sigma are fixed at 0.707107 and 0.282095"),
    "leaky_relu": Profile.of("transformers.ACT2FN.leaky_relu"),
    "mish": Profile.of("transformers.ACT2FN.mish"),
    "quick_gelu": Profile.of("transformers.ACT2FN.quick_gelu"),
    "relu": Profile.of("transformers.ACT2FN.relu"),
    "relu6": Profile.of("transformers.ACT2FN.relu6"),
    "relu_squared": Profile.of("transformers.ACT2FN.relu2"),
    "sigmoid": Profile.of("transformers.ACT2FN.sigmoid"),
    "silu": Profile.of("transformers.ACT2FN.silu", note="swish is the same"),
    "tanh": Profile.of("transformers.ACT2FN.tanh"),
}
