"""timm: functions of timm.layers.activations, in PyTorch's operations one by one."""

from symact.candidates.spelling import Profile

PROFILES = {
    "gelu": Profile.of("timm.layers.activations.gelu"),
    "gelu_tanh": Profile.of("timm.layers.activations.gelu_tanh"),
    "hard_mish": Profile.of("timm.layers.activations.hard_mish"),
    "hard_sigmoid": Profile.of("timm.layers.activations.hard_sigmoid", note="relu6(x + 3)/6"),
    "hard_swish": Profile.of("timm.layers.activations.hard_swish"),
    "mish": Profile.of("timm.layers.activations.mish"),
    "quick_gelu": Profile.of("timm.layers.activations.quick_gelu"),
    "sigmoid": Profile.of("timm.layers.activations.sigmoid"),
    "silu": Profile.of("timm.layers.activations.swish"),
    "tanh": Profile.of("timm.layers.activations.tanh"),
}
