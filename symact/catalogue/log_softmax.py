"""Log-softmax: the logarithm of the softmax."""

from sympy import exp, log

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="log_softmax",
    title="Log-softmax",
    expression=x - log(Total(exp(x))),
    forms=(log(exp(x) / Total(exp(x))),),
    domain=Vector(),
    aliases=("logsoftmax",),
    sources=(
        Source(
            "Goodfellow, Bengio and Courville 2016, Deep Learning, 6.2.2.3", "z_i - log of the sum over j of exp(z_j)"
        ),
        Source("PyTorch documentation, torch.nn.LogSoftmax", "log(exp(x_i)/sum over j of exp(x_j))"),
    ),
)
