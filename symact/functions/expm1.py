"""exp(u) - 1: notation; near 0 the scaled ball of exp keeps the 1 apart, so that nothing cancels."""

from sympy import exp

from symact.definition.elementary import ElementaryFunction

FUNCTION = ElementaryFunction(name="expm1", means=lambda u: exp(u) - 1, grows=True)
