"""E-swish: SiLU times a factor."""

from sympy import Function, exp

from symact.definition.activation import Activation, Param, Source, x

b = Param.positive("beta", default="1.375", says="factor")
silu = Function("silu")

ACTIVATION = Activation(
    name="e_swish",
    title="E-swish",
    family="gated",
    expression=b.symbol * x / (1 + exp(-x)),
    params=(b,),
    forms=(b.symbol * silu(x),),
    sources=(
        Source(
            "Alcaide 2018, E-swish: Adjusting Activations to Different Network Depths, arXiv:1801.07145",
            "beta*x*sigmoid(x), beta from 1 to 2",
        ),
        Source("E-swish, github.com/EricAlcaide/E-swish, README", "beta=1.375 in the tables of results"),
        Source("Echo, until November 2020 Eswish, now t_ops.Swish with eswish=True", "beta=1.375, now 1.735"),
    ),
)
