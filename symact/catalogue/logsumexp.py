"""Log-sum-exp: the logarithm of a sum of exponentials, a smooth maximum."""

from sympy import exp, log

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="logsumexp",
    title="Log-sum-exp",
    expression=log(Total(exp(x))),
    domain=Vector(),
    aliases=("log_sum_exp",),
    sources=(
        Source(
            "Blanchard, Higham and Higham 2021, Accurately Computing the Log-Sum-Exp and Softmax Functions, "
            "IMA Journal of Numerical Analysis 41(4), arXiv:1909.03469",
            "log of the sum of exp(x_i)",
        ),
        Source("PyTorch documentation, torch.logsumexp", "log of the sum over j of exp(x_ij)"),
    ),
)
