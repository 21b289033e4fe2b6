"""Functions of sin(w x + a) and cos(w x + b) alone: one period tells all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sympy
from sympy import Expr, Rational, oo, pi

from symact import functions
from symact.definition.activation import x
from symact.definition.pieces import Piece, constant_sign
from symact.errors import OpenSignError

START = Rational(-1, 8)
"""Where the window begins, in units of 1/w: no zero of a usual wave."""


class Window(NamedTuple):
    """One period of a function, as a closed piece."""

    period: Expr
    piece: Piece


def window(pieces: Sequence[Piece]) -> Window | None:
    """Return one period of a function that depends on x through sines and cosines of one rate; else None.

    Raises:
        OpenSignError: the rate's sign depends on a parameter.
    """
    (first, *others) = pieces
    waves = first.expression.atoms(*functions.classes(lambda each: each.period == 2 * pi))
    if others or (first.lower, first.upper) != (-oo, oo) or not waves:
        return None
    dummies = {wave: sympy.Dummy(real=True) for wave in waves if wave.has(x)}
    if not dummies or first.expression.subs(dummies).has(x):
        return None
    if not all(_is_affine(wave) for wave in dummies):
        return None
    rate, *more = {sympy.Poly(wave.args[0], x).coeff_monomial(x) for wave in dummies}
    if more:
        return None
    sign = constant_sign(rate)
    if sign is None:
        raise OpenSignError(rate)
    rate = sign * rate
    start, period = START / rate, 2 * pi / rate
    return Window(period, Piece(start, start + period, first.expression, True, True))


def _is_affine(wave: Expr) -> bool:
    argument = wave.args[0]
    return bool(argument.is_polynomial(x) and sympy.degree(argument, x) == 1)
