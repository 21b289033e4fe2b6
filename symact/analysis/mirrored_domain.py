"""Whether f has a value at -x wherever it has one at x: without that no identity between them holds."""

from collections.abc import Sequence
from dataclasses import replace

import sympy
from sympy import Expr, oo

from symact.analysis.domain import natural_pieces
from symact.analysis.recurring_domain import is_mirrored, recurring_domain
from symact.definition.activation import x
from symact.definition.elementary import DomainCondition
from symact.definition.pieces import Piece, joined
from symact.errors import OpenSignError, UnknownError
from symact.evidence import Proof
from symact.symbolic.domain_conditions import needs
from symact.symbolic.real_number import Number, order
from symact.symbolic.signs import prove_smooth


def mirrored_domain(pieces: Sequence[Piece]) -> tuple[Expr, bool] | None:
    """Return (c, whether f has a value at c) where a domain holds -x with every x and ends at c; None for any other.

    Raises:
        UnknownError: it could not be decided.
        OpenSignError: that depends on a parameter.
    """
    if all(isinstance(prove_smooth(p.expression, x, p.lower, p.upper), Proof) for p in pieces):
        return oo, False
    if len(pieces) == 1 and _conditions(pieces[0].expression) == _conditions(pieces[0].expression.subs(x, -x)):
        # As for tan(x), whose holes no chart lists; the ends are found where they are finite.
        return _last_end(pieces)
    one_period = recurring_domain(pieces[0].expression) if len(pieces) == 1 else None
    if one_period:
        return (oo, False) if is_mirrored(one_period) else None
    parts = joined(natural_pieces(pieces), _adjoin)
    turned = [
        replace(p, lower=-p.upper, upper=-p.lower, owns_lower=p.owns_upper, owns_upper=p.owns_lower) for p in parts
    ]
    for part, other in zip(parts, reversed(turned), strict=True):
        owns = (part.owns_lower, part.owns_upper) == (other.owns_lower, other.owns_upper)
        if not (owns and _same_end(part.lower, other.lower) and _same_end(part.upper, other.upper)):
            return None
    return parts[-1].upper, parts[-1].owns_upper


def _conditions(expression: Expr) -> set[DomainCondition]:
    """Return the domain conditions on x, those that a change of sign does not touch in one of two forms."""
    found = set()
    for need in needs(expression):
        argument = sympy.expand(need.argument)
        if need.signs == {-each for each in need.signs} and argument.could_extract_minus_sign():
            argument = -argument
        found.add(need._replace(argument=argument))
    return found


def _last_end(pieces: Sequence[Piece]) -> tuple[Expr, bool]:
    """Return where the domain ends on the right, oo where that is not decided."""
    try:
        last = natural_pieces(pieces)[-1]
    except OpenSignError:
        raise
    except UnknownError:
        return oo, False
    return last.upper, last.owns_upper


def _adjoin(a: Piece, b: Piece) -> bool:
    """Whether two pieces meet at a point of the domain."""
    return bool(a.upper == b.lower and (a.owns_upper or b.owns_lower))


def _same_end(a: Expr, b: Expr) -> bool:
    if a in (oo, -oo) or b in (oo, -oo):
        return bool(a == b)
    return order(Number(a), Number(b)) == 0
