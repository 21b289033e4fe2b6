"""Softmax of scaled inputs, as in attention."""

from sympy import exp

from symact.definition.activation import Activation, Param, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

scale = Param.positive("scale", default="1/8", says="factor of the inputs, 1/sqrt(d) for d = 64")
s = scale.symbol

ACTIVATION = Activation(
    name="softmax_scaled",
    title="Scaled softmax",
    expression=exp(s * x) / Total(exp(s * x)),
    params=(scale,),
    domain=Vector(),
    sources=(
        Source(
            "Vaswani, Shazeer, Parmar et al. 2017, Attention Is All You Need, arXiv:1706.03762",
            "the softmax of scores that are divided by sqrt(d_k), d_k = 64",
        ),
        Source("PyTorch documentation, torch.nn.functional.scaled_dot_product_attention", "the factor is called scale"),
    ),
)
