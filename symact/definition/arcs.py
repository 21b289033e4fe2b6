"""The sign of a constant with an arc function of parameters, such as pi/2 + asin(a): from where the angle lies."""

from collections.abc import Callable

import sympy
from sympy import Expr, S, acos, asin, atan, pi


def sign_by_arcs(value: Expr, sign_of: Callable[[Expr], int | None]) -> int | None:
    """Return the sign of q*arc(u) + r, r a number, where the open interval of the angle tells it; else None.

    Args:
        value: the constant.
        sign_of: the sign of a constant, None where it is open.
    """
    arcs = value.atoms(asin, acos, atan)
    arc = next(iter(arcs)) if len(arcs) == 1 else None
    if arc is None or not arc.free_symbols:
        return None
    rest, moving = value.as_independent(arc, as_Add=True)
    factor = sympy.cancel(moving / arc)
    if rest.free_symbols or not factor.is_Rational:
        return None
    (u,) = arc.args
    # Beside -1 and 1 lie the ends of the angle, and beyond them it has no value.
    if not isinstance(arc, atan) and sign_of(sympy.factor(1 - u**2)) != 1:
        return None
    low, high = (S.Zero, pi) if isinstance(arc, acos) else (-pi / 2, pi / 2)
    side = sign_of(u)
    middle = (low + high) / 2
    if side == 0:
        return sign_of(rest + factor * middle)
    if side is not None and isinstance(arc, acos):
        side = -side
    low, high = (middle if side == 1 else low), (middle if side == -1 else high)
    ends = {sign_of(rest + factor * end) for end in (low, high)}
    # At an end itself the angle is not.
    return 1 if ends <= {0, 1} else -1 if ends <= {-1, 0} else None
