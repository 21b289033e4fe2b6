"""PyTorch's modules: classes of torch.nn, constructed with the keywords of the functions of the same name."""

from dataclasses import replace

from symact.candidates.libraries.torch.spelling import PROFILES as FUNCTIONS
from symact.candidates.spelling import Given

CLASSES = {
    "celu": "CELU",
    "elu": "ELU",
    "gelu": "GELU",
    "gelu_tanh": "GELU",
    "glu": "GLU",
    "hard_sigmoid": "Hardsigmoid",
    "hard_swish": "Hardswish",
    "hardshrink": "Hardshrink",
    "hardtanh": "Hardtanh",
    "identity": "Identity",
    "leaky_relu": "LeakyReLU",
    "log_sigmoid": "LogSigmoid",
    "log_softmax": "LogSoftmax",
    "mish": "Mish",
    "prelu": "PReLU",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "rrelu": "RReLU",
    "selu": "SELU",
    "sigmoid": "Sigmoid",
    "silu": "SiLU",
    "softmax": "Softmax",
    "softmin": "Softmin",
    "softplus": "Softplus",
    "softshrink": "Softshrink",
    "softsign": "Softsign",
    "tanh": "Tanh",
    "tanhshrink": "Tanhshrink",
    "threshold": "Threshold",
}

ARGUMENTS = {"prelu": (("init", Given("weight")),)}
"""Where a class has other keywords than the function."""

NUMBERS = {"prelu": "float32 array"}
"""A weight is a float32 before the module takes the input's format."""

PROFILES = {
    name: replace(
        FUNCTIONS[name],
        library="torch_modules",
        path=f"torch.nn.{found}",
        construct=True,
        arguments=ARGUMENTS.get(name, FUNCTIONS[name].arguments),
        number=NUMBERS.get(name, FUNCTIONS[name].number),
    )
    for name, found in CLASSES.items()
}
