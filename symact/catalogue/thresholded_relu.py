"""Thresholded ReLU: the input above a threshold, 0 elsewhere."""

from sympy import Function, Piecewise

from symact.definition.activation import Activation, Param, Source, x

a = Param.real("alpha", default=1, says="threshold")
threshold = Function("threshold")

ACTIVATION = Activation(
    name="thresholded_relu",
    title="Thresholded ReLU",
    family="rectifier",
    expression=Piecewise((x, x > a.symbol), (0, True)),
    params=(a,),
    forms=(threshold(x, a.symbol, 0),),
    sources=(
        Source(
            "Konda, Memisevic and Krueger 2014, Zero-bias autoencoders and the benefits of co-adapting "
            "features, arXiv:1402.3337",
            "thresholded rectified: x if x > theta, else 0",
        ),
        Source("ONNX operator ThresholdedRelu, version 10", "x if x > alpha, else 0; alpha=1"),
    ),
)
