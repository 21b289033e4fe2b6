"""What a formula requires of the arguments of its logarithms, roots, divisors and tangents to have a real value."""

from collections.abc import Iterator

from sympy import Expr, S

from symact import functions
from symact.definition.elementary import DomainCondition

UNREAL = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)
"""What SymPy answers where a constant is not a real number."""


def needs(expression: Expr) -> Iterator[DomainCondition]:
    """Yield the domain conditions of a smooth expression's parts, inner parts first."""
    for argument in expression.args:
        yield from needs(argument)
    yield from own_needs(expression)


def own_needs(node: Expr) -> tuple[DomainCondition, ...]:
    """Return the domain conditions of a node itself, those of its parts left out."""
    record = functions.of(node.func)
    if record is not None:
        return record.domain(node.args[0])
    if not node.is_Pow or node.is_number:
        return ()
    base, exponent = node.args
    if exponent.is_Integer:
        return (DomainCondition(base, frozenset((-1, 1)), False),) if exponent < 0 else ()
    # A real power b^e with e no integer is exp(e log b), or 0 at b = 0 where e > 0.
    return (DomainCondition(base, frozenset((1,)), bool(exponent.is_positive)),)
