"""The logistic function, 1/(1 + exp(-u))."""

from sympy import exp

from symact.definition.elementary import ElementaryFunction

FUNCTION = ElementaryFunction(name="sigmoid", means=lambda u: 1 / (1 + exp(-u)), grows=True)
