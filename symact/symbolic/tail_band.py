"""Bounds on a whole half line of what oscillates there: |f - c| <= r for all x beyond T, as of sin(x)/x."""

import math
from dataclasses import replace
from typing import NamedTuple

from sympy import Expr, Rational, S, Symbol

from symact.enclosure.digits import dyadic
from symact.errors import SymactError
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import LENGTH, BoundedArithmetic
from symact.symbolic.transseries import UNIT

GRID = 1 << 40
"""The radius is a multiple of 1/GRID, so that a record states it exactly."""


class Band(NamedTuple):
    """All values on a half line lie within radius of centre."""

    centre: Expr
    radius: Rational


def tail_band(expression: Expr, variable: Symbol, side: int, start: int) -> Band | None:
    """Return a band that holds an expression for side * x >= T; None where there is none, or none is found.

    Args:
        expression: smooth, without parameters.
        variable: the input.
        side: 1 for x -> +oo, -1 for x -> -oo.
        start: T, at least 3.
    """
    t, do = Symbol("t", positive=True), BoundedArithmetic(LENGTH, start)
    try:
        series = Expansion(t, do).series(expression.subs(variable, side * t))
        others = replace(series, terms=tuple(each for each in series.terms if each[1] != UNIT))
        size = do.size(others)
    except SymactError:
        return None
    if not size.is_finite():
        return None
    centre = next((coefficient for coefficient, monomial in series.terms if monomial == UNIT), S.Zero)
    return Band(centre, Rational(math.ceil(dyadic(size.upper() * GRID)), GRID))
