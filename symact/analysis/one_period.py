"""Functions c*x + W(x), W made of sines and cosines of commensurable rates: one period of W suffices."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import sympy
from sympy import Expr, S, oo, pi

from symact.analysis.sign_chart_wave import turned_start
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import OpenSignError
from symact.symbolic.signs import parameter_sign
from symact.symbolic.waves import starts, waves

HIGHEST_ORDER = 4
"""Of the derivatives that are not 0 where a window begins."""


SHORT = 16
"""Operations up to which a function with parameters has a window whatever some of its derivatives are at the ends."""


class Window(NamedTuple):
    """One period of W, as a closed piece of f at whose ends f and its derivatives are not 0.

    Args:
        period: of W, and of all derivatives of f.
        piece: f on one period.
        drift: c, so that f rises by c*period from one period to the next; 0 where f is periodic.
        plain: the orders of the derivatives that are proved not to be 0 at the ends: all from 0 on, or from 1 on where
            f drifts, unless parameters decide.
    """

    period: Expr
    piece: Piece
    drift: Expr
    plain: frozenset[int]


def window(pieces: Sequence[Piece]) -> Window | None:
    """Return one period of a function of waves and an affine part that is not constant; else None.

    Raises:
        OpenSignError: the sign of the rate, or of the drift, depends on a parameter.
    """
    (first, *others) = pieces
    if others or (first.lower, first.upper) != (-oo, oo):
        return None
    found = waves(first.expression, x)
    if found is None:
        return None
    sign = constant_sign(found.slope)
    if sign is None:
        raise OpenSignError(found.slope)
    orders = list(range(1 if sign else 0, HIGHEST_ORDER + 1))
    places, period = list(starts(found)), 2 * pi / found.rate
    plain = next(
        ((place, orders) for place in places if all(_is_plain(first.expression, place, k) for k in orders)), None
    )
    if plain is None and first.expression.free_symbols != {x} and first.expression.count_ops() <= SHORT:
        plain = places[0], [k for k in orders if _is_plain(first.expression, places[0], k)]
    if plain is None or not plain[1]:
        return None
    piece = Piece(plain[0], plain[0] + period, first.expression, True, True)
    return Window(period, piece, found.slope if sign else S.Zero, frozenset(plain[1]))


def turned(found: Window, order: int) -> Window:
    """Return the same function's period from an extremum of a derivative on, where that is a constant and one wave.

    The derivative is not 0 there; the same window, where parameters do not decide, or no such place is found.
    """
    expression = found.piece.expression
    start = None if expression.free_symbols == {x} or (found.drift and not order) else turned_start(expression, order)
    if start is None:
        return found
    piece = replace(found.piece, lower=start, upper=start + found.period)
    return found._replace(piece=piece, plain=frozenset((order,)))


def _is_plain(expression: Expr, start: Expr, k: int) -> bool:
    """Whether a derivative is proved not to be 0 at a point."""
    return bool(parameter_sign(sympy.diff(expression, x, k).subs(x, start)))
