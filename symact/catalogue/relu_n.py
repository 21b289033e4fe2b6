"""ReLU-N: ReLU, clipped at a value."""

from sympy import Function, Max, Min

from symact.definition.activation import Activation, Param, Source, x

n = Param.positive("max_value", default=1, says="where it is clipped")
relu = Function("relu")

ACTIVATION = Activation(
    name="relu_n",
    title="ReLU-N",
    family="clip",
    aliases=("bounded_relu",),
    expression=Min(Max(0, x), n.symbol),
    params=(n,),
    forms=(relu(x) - relu(x - n.symbol),),
    sources=(
        Source(
            "oneDNN documentation, eltwise_bounded_relu", "alpha if x > alpha >= 0, x if 0 < x <= alpha, 0 if x <= 0"
        ),
        Source("TensorFlow Lite schema, BuiltinOperator", "RELU_0_TO_1 clips at 1"),
    ),
)
