"""FReLU, the flexible ReLU: ReLU plus a learned bias."""

from sympy import Function, Max

from symact.definition.activation import Activation, Param, Source, x

b = Param.real("bias", default=-1, says="value for negative inputs", learnable=True)
relu = Function("relu")

ACTIVATION = Activation(
    name="frelu",
    title="FReLU (flexible)",
    family="rectifier",
    aliases=("flexible_relu",),
    expression=Max(x, 0) + b.symbol,
    params=(b,),
    forms=(relu(x) + b.symbol,),
    sources=(
        Source(
            "Qiu, Xu and Cai 2017, FReLU: Flexible Rectified Linear Units for Improving Convolutional "
            "Neural Networks, arXiv:1706.08098",
            "relu(x) + b with a learned b",
        ),
    ),
)
