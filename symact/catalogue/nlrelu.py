"""NLReLU: the logarithm of 1 plus a multiple of ReLU."""

from sympy import Function, Max, log

from symact.definition.activation import Activation, Param, Source, x

b = Param.positive("beta", default=1, says="slope at 0 on the right")
relu = Function("relu")

ACTIVATION = Activation(
    name="nlrelu",
    title="NLReLU",
    family="rectifier",
    expression=log(b.symbol * Max(0, x) + 1),
    params=(b,),
    forms=(log(b.symbol * relu(x) + 1),),
    sources=(
        Source(
            "Liu et al. 2019, Natural-Logarithm-Rectified Activation Function in Convolutional Neural "
            "Networks, arXiv:1908.03682",
            "ln(beta*max(0, x) + 1)",
        ),
    ),
)
