"""The softplus, log(1 + exp(u))."""

from sympy import exp, log

from symact.definition.elementary import ElementaryFunction

FUNCTION = ElementaryFunction(name="softplus", means=lambda u: log(1 + exp(u)), grows=True)
