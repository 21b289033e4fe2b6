"""RReLU in training: leaky ReLU whose slope is an input, drawn by the caller."""

from sympy import Piecewise, Symbol

from symact.definition.activation import Activation, Source
from symact.definition.domain import Pair

x, a = Symbol("x", real=True), Symbol("a", real=True)

ACTIVATION = Activation(
    name="rrelu_training",
    title="RReLU in training",
    expression=Piecewise((x, x >= 0), (a * x, True)),
    domain=Pair("x", "a"),
    sources=(
        Source(
            "Xu, Wang, Chen and Li 2015, Empirical Evaluation of Rectified Activations in Convolutional Network, "
            "arXiv:1505.00853",
            "x_ji if x_ji >= 0, else a_ji x_ji with a_ji drawn from a uniform distribution",
        ),
        Source("PyTorch documentation, torch.nn.RReLU", "a is drawn between lower and upper during training"),
    ),
)
