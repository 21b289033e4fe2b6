"""Values of smooth expressions at points, where every part of them is defined."""

from functools import lru_cache

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.enclosed_number import enclosed, shortened
from symact.definition.radicals import with_plain_roots
from symact.definition.simplification import fewest_operations, printed_length, simplified
from symact.symbolic.domain_conditions import needs
from symact.symbolic.real_number import ZERO, Number, order

UNDEFINED = (sympy.nan, sympy.zoo, sympy.oo, sympy.I, sympy.AccumBounds)
"""What SymPy answers where a value does not exist."""

LONGEST = 60
"""Operations of a constant beyond which it is not simplified."""


def plain_value(expression: Expr, place: Expr) -> Expr | None:
    """Return the value of a smooth expression at a point in a short form; None, raises as `substituted`."""
    value = substituted(expression, place)
    return None if value is None else short(value)


def substituted(expression: Expr, place: Expr) -> Expr | None:
    """Return the value of a smooth expression at a point, None where a part of it is not defined there.

    SymPy's substitution alone would give x*sin(1/x) the value 0 at 0.

    Raises:
        OpenSignError: whether it is defined depends on a parameter.
    """
    for need in needs(expression):
        if need.argument.has(x):
            argument = need.argument.subs(x, place)
            if argument.has(*UNDEFINED) or argument.is_real is False:
                return None
            if not need.allows(order(Number(argument), ZERO)):
                return None
    value = expression.subs(x, place)
    if value.is_finite is None and value.is_rational_function():
        # SymPy sees of factors that they are not 0, of sums seldom.
        value = sympy.factor(value)
    # Where every part has a value, so has the whole; SymPy does not see it of roots and logarithms of parameters.
    seen = value.is_real and value.is_finite
    return None if value.has(*UNDEFINED) or not (seen or (seen is None and value.free_symbols)) else value


@lru_cache(maxsize=4096)
def short(value: Expr) -> Expr:
    """Return the shorter of a constant and its simplified form."""
    # At a root of a quadratic with parameters a rational function has that root in every power.
    value = with_plain_roots(value, constant_sign)
    if value.is_Rational or value.count_ops() > LONGEST:
        return value
    if enclosed(value) is not None:
        return shortened(value)
    if not value.has(sympy.Add) and not any(e.args[0].has(sympy.Function) for e in value.atoms(sympy.Function)):
        # One product, such as sqrt(2)*exp(-2)/sqrt(pi).
        return value
    tried = [value]
    if value.has(sympy.log) and value.has(sympy.tanh, sympy.sinh, sympy.cosh):
        # Of tanh(log(2)) = 3/5 nothing but numbers is left, which are found in a fraction of the time.
        plain = value.rewrite(sympy.exp)
        tried = [value, plain] if plain.has(sympy.log) else [plain]
    return fewest_operations((value, *map(simplified, tried)), tie=printed_length)
