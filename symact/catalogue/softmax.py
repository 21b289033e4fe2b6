"""Softmax: exponentials divided by their sum."""

from sympy import exp

from symact.definition.activation import Activation, Source, x
from symact.definition.domain import Vector
from symact.definition.reductions import Total

ACTIVATION = Activation(
    name="softmax",
    title="Softmax",
    expression=exp(x) / Total(exp(x)),
    domain=Vector(),
    sources=(
        Source(
            "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs, with "
            "Relationships to Statistical Pattern Recognition, in: Neurocomputing, NATO ASI Series F68",
            "the normalised exponential, which it calls softmax",
        ),
        Source("Goodfellow, Bengio and Courville 2016, Deep Learning, 6.2.2.3", "exp(z_i)/sum over j of exp(z_j)"),
        Source("PyTorch documentation, torch.nn.Softmax", "exp(x_i)/sum over j of exp(x_j)"),
    ),
)
