"""PyTorch in place: functions of torch.nn.functional with inplace=True, and those of torch with an underscore."""

from dataclasses import replace

from symact.candidates.libraries.torch.spelling import PROFILES as FUNCTIONS

KEYWORD = (
    *("celu", "elu", "hard_sigmoid", "hard_swish", "hardtanh", "leaky_relu", "mish", "relu", "relu6", "rrelu"),
    *("selu", "silu", "threshold"),
)
"""What takes inplace=True."""

UNDERSCORE = ("abs", "arcsinh", "arctan", "erf", "exponential", "sigmoid", "square", "tanh")
"""What has a name with an underscore at its end."""

PROFILES = {
    name: replace(FUNCTIONS[name], library="torch_inplace", arguments=(*FUNCTIONS[name].arguments, ("inplace", True)))
    for name in KEYWORD
} | {name: replace(FUNCTIONS[name], library="torch_inplace", path=f"{FUNCTIONS[name].path}_") for name in UNDERSCORE}
