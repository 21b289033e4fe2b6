"""The sign of a derivative from that of the next one: of a monotone function the values at the ends tell it."""

from itertools import pairwise
from typing import Any

import sympy
from sympy import Expr, oo

from symact.analysis.parameter_signs import sign_for_all
from symact.analysis.plain_values import substituted
from symact.analysis.sign_chart import Cell, SignChart, cells_as_text, record
from symact.analysis.sign_chart_scaled import shifts
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign, without_roots
from symact.definition.radicals import line, square_part
from symact.errors import OpenSignError, SymactError
from symact.symbolic.domain_conditions import needs
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, order
from symact.symbolic.signs import Interval
from symact.symbolic.waves import WAVES

LONGEST = 40
"""Operations of a value whose sign may decide for which parameters it is one or the other."""


def by_slope(slope: SignChart, expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | None:
    """Return the chart of a derivative, which is monotone on each cell of the chart of the next one; None if not found.

    Args:
        slope: the chart of the next derivative on the same interval.
        expression, order_, lower, upper: as in `symact.analysis.sign_chart_symbolic.chart`.

    Raises:
        OpenSignError: the sign of a value decides, and depends on a parameter.
    """
    derivative = sympy.diff(expression, x, order_)
    inside = Interval(x, lower, upper, is_open=True)
    smooth = all(inside.signs(need.argument) <= need.signs for need in needs(derivative) if need.argument.has(x))
    if not smooth or 0 in slope.signs or any(zero.exact is None for zero in slope.zeros):
        return None
    ends = [Number(lower), *slope.zeros, Number(upper)]
    outer = (_limit(derivative, lower, -1), _limit(derivative, upper, 1))
    turns = [_sign(derivative, zero.exact) for zero in slope.zeros]
    if None in turns:
        return None
    signs = [outer[0], *turns, outer[1]]
    cells: list[Cell] = []
    for cell, (left, right), (first, last) in zip(slope.cells, pairwise(ends), pairwise(signs), strict=True):
        found = _between(derivative, cell.sign, (left, right), (first, last))
        if found is None:
            return None
        if cells and found[0].sign == cells[-1].sign and first != 0:
            found[0] = Cell(cells.pop().lower, found[0].upper, found[0].sign)
        cells += found
    more: dict[str, Any] = {"chart": slope.record, "cells": cells_as_text(cells)}
    return SignChart(tuple(cells), record("slope", expression, order_, *(ends[0], ends[-1]), **more))


def _between(
    derivative: Expr, slope: int, ends: tuple[Number, Number], signs: tuple[int | None, int | None]
) -> list[Cell] | None:
    """Return the cells of what rises (slope 1) or falls (-1) from one end, where it has the first sign, to the next."""
    first, last = (None if sign is None else slope * sign for sign in signs)
    if first is not None and first >= 0:
        return [Cell(*ends, slope)]
    if last is not None and last <= 0:
        return [Cell(*ends, -slope)]
    shifted = (place for place in shifts(derivative) if _vanishes(derivative, place))
    for zero in map(Number, (*shifted, *_by_squares(derivative))):
        if order(zero, ends[0]) == 1 and order(ends[1], zero) == 1:
            return [Cell(ends[0], zero, -slope), Cell(zero, ends[1], slope)]
    return None


def _by_squares(derivative: Expr) -> list[Expr]:
    """Return the zeros of A + B*sqrt(P) with polynomials in x: those of A**2 - B**2*P at which A*B < 0, or that give 0.

    None are returned where that has a degree above two, or a sign is open.
    """
    roots = [each for each in derivative.atoms(sympy.Pow) if each.exp.is_Rational and each.exp.q == 2 and each.has(x)]
    radicands = {each.base for each in roots}
    if len(radicands) != 1 or not (radicand := radicands.pop()).is_polynomial(x):
        return []
    root = sympy.Dummy("r", positive=True)
    plain = sympy.numer(sympy.together(derivative.xreplace({each: root ** (2 * each.exp) for each in roots})))
    if not plain.is_polynomial(x, root):
        return []
    a, b = line(plain, root, radicand)
    squared = sympy.Poly(a**2 - b**2 * radicand, x)
    if squared.degree() == 1:
        places = [-squared.nth(0) / squared.nth(1)]
    elif squared.degree() == 2:
        outside, inside = square_part(sympy.factor(squared.discriminant()))
        places = [(side * outside * sympy.sqrt(inside) - squared.nth(1)) / (2 * squared.nth(2)) for side in (-1, 1)]
    else:
        return []
    return [place for place in places if constant_sign((a * b).subs(x, place)) == -1 or _vanishes(derivative, place)]


def _vanishes(derivative: Expr, place: Expr) -> bool:
    value = _value(derivative, place)
    return value is not None and (value == 0 or constant_sign(value) == 0)


def of_squares(expression: Expr) -> list[Expr]:
    """Return the coefficients of p*u^2 - q*v^2 for u*sqrt(p) + v*sqrt(q) where it is quadratic in x; none of others."""
    found = None if expression.free_symbols == {x} or not expression.is_Add else without_roots(expression)
    quadratic = found is not None and found != expression and found.is_polynomial(x) and sympy.degree(found, x) == 2
    return [sympy.factor(each) for each in sympy.Poly(found, x).all_coeffs()] if quadratic else []


def _sign(derivative: Expr, place: Expr) -> int | None:
    value = _value(derivative, place)
    return None if value is None else _sign_of(value, derivative)


def _sign_of(value: Expr, derivative: Expr) -> int | None:
    """Return the sign of a value or limit of a derivative; raises OpenSignError where parameters may decide it."""
    sign = constant_sign(value)
    if sign is None:
        sign = sign_for_all(value)
    # How large a wave is where a period is cut says nothing of it.
    if sign is None and value.is_algebraic_expr() and value.count_ops() <= LONGEST and not derivative.has(*WAVES):
        raise OpenSignError(value)
    return sign


def _value(derivative: Expr, place: Expr) -> Expr | None:
    try:
        return substituted(derivative, place)
    except SymactError:
        return None


def _limit(derivative: Expr, place: Expr, side: int) -> int | None:
    """Return the sign of the limit at an end of the interval, from inside; None where it is not known."""
    if place not in (oo, -oo):
        if _value(derivative, place) is not None:
            return _sign(derivative, place)
        derivative, side = derivative.subs(x, place - side / x), 1
    found = limit(derivative, x, side)
    if found.value in (oo, -oo):
        return 1 if found.value is oo else -1
    return None if found.value is None else _sign_of(found.value, derivative)
