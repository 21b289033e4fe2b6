"""FATReLU: the input from a threshold on, 0 below."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Source, x

t = Param.nonnegative("threshold", default=1, says="threshold; the source gives none")

ACTIVATION = Activation(
    name="fatrelu",
    title="FATReLU",
    family="rectifier",
    expression=Piecewise((x, x >= t.symbol), (0, True)),
    params=(t,),
    sources=(
        Source(
            "Kurtz et al. 2020, Inducing and Exploiting Activation Sparsity for Fast Inference on Deep "
            "Neural Networks, ICML 2020",
            "forced activation threshold ReLU: x if x >= T, else 0",
        ),
    ),
)
