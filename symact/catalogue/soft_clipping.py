"""Soft clipping: a smooth clip to [0, 1]."""

from sympy import Function, exp, log

from symact.definition.activation import Activation, Param, Source, x

p = Param.positive("alpha", default="1/2", says="sharpness")
softplus = Function("softplus")

ACTIVATION = Activation(
    name="soft_clipping",
    title="Soft clipping",
    family="clip",
    expression=log((1 + exp(p.symbol * x)) / (1 + exp(p.symbol * (x - 1)))) / p.symbol,
    params=(p,),
    forms=(softplus(x, p.symbol) - softplus(x - 1, p.symbol),),
    sources=(
        Source(
            "Klimek and Perelstein 2018, Neural Network-Based Approach to Phase Space Integration, arXiv:1810.11509",
            "(1/p)*log((1 + exp(p*x))/(1 + exp(p*(x - 1))))",
        ),
        Source("Echo, echoAI.Activation.t_ops.SoftClipping", "alpha=0.5"),
    ),
)
