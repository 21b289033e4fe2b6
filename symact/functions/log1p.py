"""log(1 + u): notation; the scaled ball adds the 1 exactly, so that nothing cancels."""

from sympy import log

from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction

FUNCTION = ElementaryFunction(
    name="log1p",
    means=lambda u: log(1 + u),
    domain=lambda u: (DomainCondition(1 + u, POSITIVE, False),),
    kind="log",
    outside="is the logarithm of no positive number; write an argument above -1",
)
