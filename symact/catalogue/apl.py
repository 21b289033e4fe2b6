"""APL, the adaptive piecewise linear unit: ReLU and one learned hinge."""

from sympy import Function, Max

from symact.definition.activation import Activation, Param, Source, x

slope = Param.real("a", default="1/4", says="slope of the hinge", learnable=True)
place = Param.real("b", default=0, says="where the hinge is", learnable=True)
relu = Function("relu")

ACTIVATION = Activation(
    name="apl",
    title="APL (one hinge)",
    family="rectifier",
    expression=Max(0, x) + slope.symbol * Max(0, -x + place.symbol),
    params=(slope, place),
    forms=(relu(x) + slope.symbol * relu(place.symbol - x),),
    sources=(
        Source(
            "Agostinelli, Hoffman, Sadowski and Baldi 2014, Learning Activation Functions to Improve Deep "
            "Neural Networks, arXiv:1412.6830",
            "max(0, x) plus the sum over s of a_s*max(0, -x + b_s), here with S = 1; slopes and hinges are learned",
        ),
    ),
)
