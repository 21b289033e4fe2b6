"""Zeros of a product with a periodic factor, as of x*cos(x): those of the factor recur, the others are few."""

from dataclasses import replace
from typing import NamedTuple

import sympy
from sympy import Expr, oo

from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.analysis.one_period import window
from symact.definition.activation import x
from symact.symbolic.real_number import ZERO, Number
from symact.symbolic.waves import WAVES

LONGEST = 40
"""Operations of an expression up to which it is factored."""


class ProductZeros(NamedTuple):
    """The zeros of a product with a periodic factor.

    Args:
        alone: zeros of the rest at which that factor is not 0.
        recurring: zeros of that factor, in one period.
        factor: the periodic one.
        period: of it.
    """

    alone: list[Number]
    recurring: tuple[Number, ...]
    factor: Expr
    period: Expr


def zeros_of_product(study: Study, expression: Expr) -> ProductZeros | None:
    """Return the zeros of an expression that is a product with a periodic factor; None if it is no such product.

    Args:
        study: of a function on the whole line, but for points at which the periodic factor is not 0.
        expression: the same on all of its pieces.

    Raises:
        UnknownError, OpenSignError: as `Study.chart`.
    """
    first, last = study.pieces[0], study.pieces[-1]
    inner = [piece.upper for piece in study.pieces[:-1]]
    apart = any(a != b.lower for a, b in zip(inner, study.pieces[1:], strict=True))
    alike = len({piece.expression for piece in study.pieces}) == 1
    waving, rest = factors(expression)
    if apart or not alike or study.is_cut or waving is None or rest.free_symbols != {x}:
        return None
    if first.lower is not -oo or last.upper is not oo:
        return None
    line = replace(first, upper=oo, owns_upper=False, expression=waving)
    once = window((line,))
    if once is None or once.drift != 0 or not all(compare(Number(waving.subs(x, place)), ZERO) for place in inner):
        return None
    found: list[Number] = []
    for index in range(len(study.pieces)):
        own = study.chart_of(rest, index)
        if own.signs == (0,):
            return None
        found += [zero for zero in own.zeros if compare(_value_at(waving, zero), ZERO)]
    return ProductZeros(found, study.chart_of(waving, 0, 0, once.piece).zeros, waving, once.period)


def factors(expression: Expr) -> tuple[Expr | None, Expr]:
    """Return the product of the factors with waves, None if there are none, and that of the others."""
    whole = sympy.factor(expression) if expression.count_ops() <= LONGEST else sympy.factor_terms(expression)
    factors = sympy.Mul.make_args(whole)
    moving = [each for each in factors if each.has(*WAVES)]
    return (sympy.Mul(*moving) if moving else None), sympy.Mul(*(each for each in factors if each not in moving))


def _value_at(expression: Expr, place: Number) -> Number:
    return Number(None, place.root, (expression, 0)) if place.exact is None else Number(expression.subs(x, place.exact))
