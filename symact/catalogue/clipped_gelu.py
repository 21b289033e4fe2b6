"""Clipped GELU: GELU cut off at 10."""

from sympy import Integer, Piecewise, erf, sqrt

from symact.definition.activation import Activation, Source, x
from symact.symbolic.isolated_root import IsolatedRoot

gelu = x * (1 + erf(x / sqrt(2))) / 2
# A bound as a symbol would put the breakpoint at a root that has no closed form in it; -10 is below all of GELU.
top = IsolatedRoot(gelu - 10, Integer(10), Integer(11))

ACTIVATION = Activation(
    name="clipped_gelu",
    title="Clipped GELU",
    family="gated",
    expression=Piecewise((gelu, x < top), (10, True)),
    sources=(
        Source(
            "Wu, Judd, Zhang, Isaev and Micikevicius 2020, Integer Quantization for Deep Learning Inference: "
            "Principles and Empirical Evaluation, arXiv:2004.09602",
            "the output of GELU clipped at 10, so that it can be quantised",
        ),
        Source("Transformers documentation, ACT2FN, gelu_10", "clip(gelu(x), -10, 10)"),
    ),
)
