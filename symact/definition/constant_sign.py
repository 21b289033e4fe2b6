"""The sign of a constant, from the assumptions on its parameters."""

from functools import lru_cache

import sympy
from sympy import Expr

from symact.definition.enclosed_number import enclosed
from symact.definition.simplification import simplified


@lru_cache(maxsize=8192)
def constant_sign(value: Expr) -> int | None:
    """Return -1, 0 or 1 for a constant expression, from the assumptions on its parameters; None if open."""
    number = enclosed(value)
    if number is not None:
        if not value.free_symbols:
            return number.sign_of(value)
        value = number.reduced(value)
    # SymPy's assumptions take long over products of sums, and little over their terms.
    for form in (sympy.expand_mul, lambda e: e, simplified, sympy.expand):
        found = _assumed_sign(form(value))
        if found is not None:
            return found
    return None


def _assumed_sign(value: Expr) -> int | None:
    if value.is_zero:
        return 0
    if value.is_positive:
        return 1
    return -1 if value.is_negative else None
