"""ReLU6: ReLU, clipped at 6."""

from sympy import Function, Max, Min

from symact.definition.activation import Activation, Source, x

relu = Function("relu")

ACTIVATION = Activation(
    name="relu6",
    title="ReLU6",
    family="clip",
    expression=Min(Max(0, x), 6),
    forms=(relu(x) - relu(x - 6),),
    sources=(
        Source("Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10", "min(max(x, 0), 6)"),
        Source("PyTorch documentation, torch.nn.ReLU6", "min(max(0, x), 6)"),
    ),
)
