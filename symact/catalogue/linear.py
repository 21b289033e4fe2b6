"""Linear activation: a straight line through the origin."""

from sympy import Function

from symact.definition.activation import Activation, Param, Source, x

slope = Param.real("slope", default=1, says="steepness")
relu = Function("relu")

ACTIVATION = Activation(
    name="linear",
    title="Linear",
    family="linear",
    expression=slope.symbol * x,
    params=(slope,),
    forms=(slope.symbol * (relu(x) - relu(-x)),),
    sources=(
        Source(
            "Duch and Jankowski 1999, Survey of neural transfer functions, Neural Computing Surveys 2",
            "linear transfer function, proportional to the input",
        ),
    ),
)
