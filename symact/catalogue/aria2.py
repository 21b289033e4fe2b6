"""ARiA-2 as Echo has it: a power of the sigmoid, the paper's curve without its factor x."""

from sympy import exp

from symact.definition.activation import Activation, Param, Source, x

a = Param.positive("alpha", default=1, says="exponent")
b = Param.positive("beta", default="1/2", says="factor inside")

ACTIVATION = Activation(
    name="aria2",
    title="ARiA-2, Echo's curve",
    family="sigmoid",
    expression=(1 + exp(-b.symbol * x)) ** (-a.symbol),
    params=(a, b),
    sources=(
        Source(
            "Patwardhan, Ingalhalikar and Walambe 2018, ARiA: Utilizing Richard's Curve for Controlling "
            "the Non-monotonicity of the Activation Function in Deep Neural Nets, arXiv:1805.08878",
            "x*(1 + exp(-beta*x))^(-alpha), a weighted curve; this is the curve",
        ),
        Source(
            "Echo, echoAI.Activation.t_ops.Aria2",
            "(1 + exp(-beta*x))^(-alpha), without the factor x; alpha=1, beta=0.5",
        ),
    ),
)
