"""The hyperbolic cosecant: notation for 1/sinh(u)."""

from sympy import sinh

from symact.definition.elementary import DomainCondition, ElementaryFunction

FUNCTION = ElementaryFunction(
    name="csch",
    means=lambda u: 1 / sinh(u),
    domain=lambda u: (DomainCondition(sinh(u), frozenset((-1, 1)), False),),
    kind="divisor",
    grows=True,
)
