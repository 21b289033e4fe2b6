"""Complementary log-log: a sigmoid without symmetry."""

from sympy import exp

from symact.definition.activation import Activation, Source, x

ACTIVATION = Activation(
    name="cloglog",
    title="Complementary log-log",
    family="sigmoid",
    aliases=("complementary_log_log",),
    expression=1 - exp(-exp(x)),
    sources=(
        Source(
            "Gomes and Ludermir 2008, Complementary Log-Log and Probit: Activation Functions Implemented "
            "in Artificial Neural Networks, HIS 2008",
            "1 - exp(-exp(x))",
        ),
    ),
)
