"""Functions of waves that have holes or ends in every period, such as tan(x) and sqrt(sin(x)): one period tells all."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import Expr, cos, pi, sin

from symact import functions
from symact.analysis.domain import natural_pieces
from symact.analysis.one_period import HIGHEST_ORDER
from symact.analysis.recurring import MORE_STARTS, Recurring
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.symbolic.domain_conditions import needs
from symact.symbolic.waves import common_rate

PERIODIC = functions.classes(lambda each: each.period is not None)
"""Functions with a period, tangents among them."""


@lru_cache(maxsize=64)
def recurring_domain(expression: Expr) -> Recurring | None:
    """Return one period of a function of waves alone that its domain, or a root that is 0, cuts; None of any other.

    Where the period begins f has a value and derivatives other than 0. Tangents are written as quotients.

    Args:
        expression: smooth where it has a value, without switches.
    """
    waves = sorted((wave for wave in expression.atoms(*PERIODIC) if wave.has(x)), key=str)
    moving = expression.xreplace({wave: sympy.Dummy(real=True) for wave in waves})
    if (
        not waves
        or moving.has(x)
        or expression.free_symbols != {x}
        or not any(n.argument.has(x) for n in needs(expression))
    ):
        return None
    rate = common_rate(waves, x)
    if rate is None:
        return None
    own = expression.replace(sympy.tan, lambda u: sin(u) / cos(u))
    for start in (place / rate for place in MORE_STARTS):
        values = [sympy.diff(own, x, k).subs(x, start) for k in range(HIGHEST_ORDER)]
        if not all(value.is_real and constant_sign(value) for value in values):
            continue
        try:
            pieces = natural_pieces((Piece(start, start + 2 * pi / rate, own, True, True),))
        except SymactError:
            continue
        return Recurring(2 * pi / rate, False, pieces) if len(pieces) > 1 else None
    return None


def gaps(pieces: Sequence[Piece]) -> list[tuple[Expr, Expr, bool, bool]]:
    """Return what is missing between pieces as (lower, upper, whether each of these ends is missing too)."""
    return [
        (a.upper, b.lower, not a.owns_upper, not b.owns_lower)
        for a, b in pairwise(pieces)
        if a.upper != b.lower or not (a.owns_upper or b.owns_lower)
    ]


def is_mirrored(found: Recurring) -> bool:
    """Whether what is missing from a domain in every period is missing at -x too, as far as that is seen."""
    missing = gaps(found.pieces)
    matches = [any(_is_mirror(each, other, found.period) for other in missing) for each in missing]
    return all(matches)


def _is_mirror(a: tuple[Expr, Expr, bool, bool], b: tuple[Expr, Expr, bool, bool], period: Expr) -> bool:
    """Whether one gap turned around is another one some periods away."""
    low, high = (-a[1] - b[0]) / period, (-a[0] - b[1]) / period
    shift = sympy.simplify(low)
    return bool(shift.is_Integer and constant_sign(high - low) == 0 and (a[3], a[2]) == (b[2], b[3]))
