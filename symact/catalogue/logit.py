"""Logit, the inverse of the sigmoid."""

from sympy import log

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="logit",
    title="logit",
    family="sigmoid",
    expression=log(x / (1 - x)),
    sources=(
        Source("Berkson 1944, Application of the Logistic Function to Bio-Assay, J. Am. Stat. Assoc. 39", "the logit"),
        Source("SciPy documentation, scipy.special.logit", "log(p/(1-p))"),
    ),
)
