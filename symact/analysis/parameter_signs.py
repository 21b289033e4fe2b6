"""The sign of a constant in one parameter that is the same for all of its values, by a chart over these."""

from functools import lru_cache

from sympy import Expr, S, oo

from symact.analysis.sign_chart import numeric_chart
from symact.definition.activation import x

LONGEST = 60
"""Operations of a constant beyond which no chart is made."""


@lru_cache(maxsize=1024)
def sign_for_all(constant: Expr) -> int | None:
    """Return the one sign of a constant in a positive parameter; None where it has two, or that is not shown.

    So log(a + 1) - a is negative for a > 0, which no rule of signs sees.
    """
    if len(constant.free_symbols) != 1 or constant.count_ops() > LONGEST:
        return None
    (symbol,) = constant.free_symbols
    if not symbol.is_positive:
        return None
    found = numeric_chart(constant.subs(symbol, x), 0, S.Zero, oo)
    return None if isinstance(found, str) or len(found.signs) != 1 else found.signs[0]
