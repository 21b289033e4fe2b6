"""Numbers of facts against numbers of claims: equal, less or open, with the parameters for which it is so."""

from collections.abc import Sequence

import sympy
from sympy import Expr, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.values import Enclosed, Value
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.symbolic.piecewise_zero_test import zeros
from symact.symbolic.real_number import DIGITS, Number
from symact.symbolic.zero_test import is_identically_zero, sign_at

Cases = list[tuple[Boolean, bool | None]]
"""(condition, whether it holds there); the conditions exclude each other."""

CERTAIN: Boolean = sympy.true

NEAR = sympy.Rational(1, 10**38)
"""A decimal of 40 digits that differs by less than this part of its size may be rounded from an equal number."""


def number(value: Value) -> Expr | None:
    """Return a number of a fact as an expression, a Float of 40 digits where it has no closed form; None for others."""
    if isinstance(value, Number):
        return value.expression()
    if isinstance(value, Enclosed):
        return sympy.Float(value.decimal, DIGITS)
    return value if isinstance(value, Expr) else None


def always(holds: bool | None) -> Cases:
    """Return the one case of all parameters."""
    return [(CERTAIN, holds)]


def equal(found: Expr, claimed: Expr) -> Cases:
    """Return where two numbers are equal; infinities equal themselves."""
    if found in (oo, -oo) or claimed in (oo, -oo):
        return always(bool(found == claimed))
    if found.has(sympy.Float):
        return always(_unequal_decimal(found, claimed))
    difference = found - claimed
    test = is_identically_zero(difference, x)
    if test.zero:
        return always(True)
    if not difference.free_symbols:
        return always(test.zero)
    if constant_sign(difference):
        return always(False)
    roots = zeros(difference)
    if roots is None:
        return always(None)
    special = sympy.Or(*(sympy.Eq(symbol, value) for symbol, value in roots))
    return [(special, True), (sympy.Not(special), False)] if roots else always(False)


def _unequal_decimal(found: Expr, claimed: Expr) -> bool | None:
    """Return False where a decimal and a number are apart by more than rounding, else None."""
    if claimed.free_symbols:
        return None
    exact = sympy.Rational(str(found))
    for side in (1, -1):
        shifted = side * (claimed - exact) - abs(exact) * NEAR
        decided = sign_at(shifted, x, sympy.S.Zero)
        if decided and decided[0] > 0:
            return False
    return None


def ordering(a: Expr, b: Expr) -> int | None:
    """Return the sign of a - b for all parameters; None if it is open or depends on them."""
    if a == b:
        return 0
    for number, sign in ((a, 1), (b, -1)):
        if number in (oo, -oo):
            return sign if number is oo else -sign
    difference = a - b
    if difference.has(sympy.Float):
        # Decimals are rounded: what is as close as rounding may bring it stays open.
        difference = difference.replace(lambda e: e.is_Float, lambda e: sympy.Rational(str(e)))
        return constant_sign(difference) if abs(difference) > NEAR * (1 + abs(a)) else None
    if difference.free_symbols:
        return constant_sign(difference)
    if is_identically_zero(difference, x).zero:
        return 0
    decided = sign_at(difference, x, sympy.S.Zero)
    return decided[0] if decided else None


def conjunction(several: Sequence[Cases]) -> Cases:
    """Return where all of several comparisons hold: open if one is open and none fails."""
    result = always(True)
    for cases in several:
        result = [
            (both, _and(held, holds))
            for before, held in result
            for condition, holds in cases
            if (both := sympy.And(before, condition)) != sympy.false
        ]
    return result


def _and(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True
