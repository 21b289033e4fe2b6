"""Binarizer: 1 above a threshold, 0 at it and below."""

from sympy import Piecewise

from symact.definition.activation import Activation, Param, Source, x

threshold = Param.real("threshold", default=0, says="where the step is")

ACTIVATION = Activation(
    name="binarizer",
    title="Binarizer",
    family="step",
    expression=Piecewise((1, x > threshold.symbol), (0, True)),
    params=(threshold,),
    sources=(
        Source(
            "scikit-learn documentation, sklearn.preprocessing.Binarizer", "1 if x > threshold, else 0; threshold=0.0"
        ),
    ),
)
