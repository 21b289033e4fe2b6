"""StarReLU: squared ReLU with scale and bias."""

from sympy import Function, Max

from symact.definition.activation import Activation, Param, Source, x

s = Param.real("scale", default="0.8944", says="scale, near 2/sqrt(5)", learnable=True)
b = Param.real("bias", default="-0.4472", says="value for negative inputs, near -1/sqrt(5)", learnable=True)
relu_squared = Function("relu_squared")

ACTIVATION = Activation(
    name="star_relu",
    title="StarReLU",
    family="rectifier",
    expression=s.symbol * Max(x, 0) ** 2 + b.symbol,
    params=(s, b),
    forms=(s.symbol * relu_squared(x) + b.symbol,),
    sources=(
        Source(
            "Yu et al. 2022, MetaFormer Baselines for Vision, arXiv:2210.13452", "s*relu(x)^2 + b, s=0.8944, b=-0.4472"
        ),
    ),
)
