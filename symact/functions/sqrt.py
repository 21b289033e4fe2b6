"""The square root: notation for the power 1/2, whose rules stand with those of powers."""

import sympy

from symact.definition.elementary import DomainCondition, ElementaryFunction

FUNCTION = ElementaryFunction(
    name="sqrt",
    means=sympy.sqrt,
    domain=lambda u: (DomainCondition(u, frozenset((1,)), True),),
    kind="root",
    outside="is the root of a negative number, so not real; write an argument that is not negative",
)
