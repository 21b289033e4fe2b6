"""The signs of c + k*w over one period, w a sine or cosine: from an extremum of w on, its arc function tells them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import sympy
from sympy import Expr, S, cos, pi, sin

from symact.analysis.sign_chart import Cell
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.symbolic.real_number import Number
from symact.symbolic.waves import WAVES, common_rate

PERIODS = 6
"""Zeros of a wave on either side of the first that are compared with ends."""


class SingleWave(NamedTuple):
    """A function c + k*w(u), w a sine or cosine, u affine and k not 0.

    Args:
        offset, factor: c and k.
        wave: w(u).
        rate: the size of the slope of u.
    """

    offset: Expr
    factor: Expr
    wave: Expr
    rate: Expr

    def extreme_places(self) -> list[Expr]:
        """Return where w is 1, and where it is -1 half a period before."""
        (argument,) = self.wave.args
        slope = sympy.diff(argument, x)
        top = ((S.Zero if isinstance(self.wave, cos) else pi / 2) - argument.subs(x, 0)) / slope
        return [top, top - pi / self.rate]


def single_wave(expression: Expr) -> SingleWave | None:
    """Return how an expression is made of one wave and a constant; None where it is not; raises OpenSignError."""
    waves = [each for each in expression.atoms(*WAVES) if each.has(x)]
    if len(waves) != 1 or not isinstance(waves[0], (sin, cos)):
        return None
    (wave,) = waves
    unknown = sympy.Dummy("w", real=True)
    moving = sympy.expand(expression.xreplace({wave: unknown}))
    if moving.has(x) or not moving.is_polynomial(unknown) or sympy.degree(moving, unknown) != 1:
        return None
    rate = common_rate(waves, x)
    return None if rate is None else SingleWave(moving.coeff(unknown, 0), moving.coeff(unknown, 1), wave, rate)


def turned_start(expression: Expr, order: int) -> Expr | None:
    """Return an extremum of a derivative c + k*w at which that is not 0; None where c or c/k holds no parameter."""
    found = single_wave(sympy.diff(expression, x, order))
    if found is None or not (found.offset.free_symbols or (found.offset and found.factor.free_symbols)):
        return None
    for place, end in zip(found.extreme_places(), (1, -1), strict=True):
        if constant_sign(found.offset + end * found.factor):
            return place
    return None


def cells_of_wave(product: Sequence[Expr], lower: Expr, upper: Expr) -> tuple[Cell, ...] | None:
    """Return the cells of a product c + k*w on a period that begins where w is extreme, of k*w between any two ends.

    None is returned of anything else.

    With w = e*cos(v), e = 1 or -1 at the beginning, v from 0 to 2*pi, it is 0 where cos(v) = -e*c/k: at
    v = acos(-e*c/k) and 2*pi - acos(-e*c/k), where -e*c/k lies between -1 and 1.

    Raises:
        OpenSignError: the sign of the slope of w's argument is open.
    """
    moving = [each for each in product if each.has(x)]
    ends_move = bool(lower.free_symbols | upper.free_symbols)
    if len(moving) != 1 or not (ends_move or moving[0].free_symbols != {x}) or not lower.is_finite:
        return None
    found = single_wave(sympy.Mul(*product))
    if found is None or not upper.is_finite:
        return None
    if found.offset == 0 and ends_move:
        return _between_zeros(found, lower, upper)
    extreme = next(
        (
            end
            for place, end in zip(found.extreme_places(), (1, -1), strict=True)
            if ((lower - place) * found.rate / (2 * pi)).simplify().is_Integer
        ),
        None,
    )
    if extreme is None or constant_sign(upper - lower - 2 * pi / found.rate) != 0:
        return None
    first = constant_sign(found.offset + extreme * found.factor)
    inside = constant_sign(sympy.factor(found.factor**2 - found.offset**2))
    if not first or inside is None:
        return None
    level = sympy.cancel(-found.offset / found.factor)
    half = pi / found.rate
    # acos(-u) = pi - acos(u), and acos(u) = pi/2 - asin(u).
    if inside < 0:
        places = []
    elif inside == 0:
        places = [lower + half]
    else:
        arc = pi / 2 - sympy.asin(level) if isinstance(found.wave, sin) else sympy.acos(level)
        angle = (arc if extreme == 1 else pi - arc) / found.rate
        places = [sympy.expand_mul(lower + angle, deep=False), sympy.expand_mul(upper - angle, deep=False)]
    ends = [lower, *places, upper]
    signs = [first, -first, first] if len(places) == 2 else [first] * (len(places) + 1)
    return tuple(Cell(Number(a), Number(b), s) for (a, b), s in zip(pairwise(ends), signs, strict=True))


def _between_zeros(found: SingleWave, lower: Expr, upper: Expr) -> tuple[Cell, ...] | None:
    """Return the cells of k*w between ends in parameters, None where their order among the zeros is open."""
    half, sign = pi / found.rate, constant_sign(found.factor)
    first = found.extreme_places()[0] - half / 2
    if not sign:
        return None
    cells, left = list[Cell](), lower
    for n in range(-PERIODS, PERIODS + 1):
        # On the half period that ends here w is positive where n is odd.
        place = first + n * half
        after, before = constant_sign(place - left), constant_sign(upper - place)
        if after is None or before is None or (n == -PERIODS and after > 0):
            return None
        if after > 0:
            right = place if before > 0 else upper
            cells.append(Cell(Number(left), Number(right), sign if n % 2 else -sign))
            left = place
        if before <= 0:
            return tuple(cells)
    return None
