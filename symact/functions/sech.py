"""The hyperbolic secant: notation for 1/cosh(u)."""

from sympy import cosh

from symact.definition.elementary import ElementaryFunction

FUNCTION = ElementaryFunction(name="sech", means=lambda u: 1 / cosh(u), grows=True)
