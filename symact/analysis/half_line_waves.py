"""Products with a periodic factor, as sin(x)/x: beyond the zeros of the others, zeros and signs recur on half lines."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from sympy import Expr, oo

from symact.analysis.function_study import Study
from symact.analysis.one_period import window
from symact.analysis.product_zeros import factors
from symact.analysis.sign_chart import Cell
from symact.definition.activation import x
from symact.definition.simplification import simplified
from symact.symbolic.real_number import ZERO, Number, order
from symact.symbolic.waves import WAVES


class Outer(NamedTuple):
    """One period of zeros and signs, which recurs away from the middle of the line.

    Args:
        side: 1 for n >= 0 alone, -1 for n <= 0, n the number of periods further to the right.
        zeros: from left to right.
        cells: between them, from left to right, with the sign of f.
        period: after which they recur.
    """

    side: int
    zeros: tuple[Number, ...]
    cells: tuple[Cell, ...]
    period: Expr

    def least(self) -> tuple[tuple[Number, ...], Expr]:
        """Return the zeros that recur and after what: the innermost one alone, if they are equally far apart."""
        step = self.period / len(self.zeros)
        gaps = [simplified(b.exact - a.exact - step) for a, b in pairwise(self.zeros) if a.exact and b.exact]
        if len(gaps) < len(self.zeros) - 1 or any(gaps):
            return self.zeros, self.period
        return (self.zeros[0 if self.side > 0 else -1],), step


class Halves(NamedTuple):
    """A function in three parts.

    Args:
        middle: a study of it between two zeros of its periodic factors, which are left out.
        outer: what recurs to the left and to the right of that; one of them where f is a product on one side alone.
    """

    middle: Study
    outer: tuple[Outer, ...]


def halves(study: Study) -> Halves | None:
    """Return where a function begins to recur as its periodic factor does; None where it is no such product.

    Raises:
        UnknownError: as `Study.chart`.
    """
    if study.window or study.is_cut or any(piece.expression.free_symbols != {x} for piece in study.pieces):
        return None
    pieces, found = list(study.pieces), list[Outer]()
    for index, side in ((0, -1), (len(pieces) - 1, 1)):
        piece = pieces[index]
        if (piece.upper if side > 0 else piece.lower).is_finite or not piece.expression.has(*WAVES):
            continue
        outer = _outer(study, index, side)
        if outer is None:
            return None
        found.append(outer)
        if side > 0:
            pieces[index] = replace(piece, upper=outer.zeros[0].expression(), owns_upper=False)
        else:
            pieces[index] = replace(piece, lower=outer.zeros[-1].expression(), owns_lower=False)
    return Halves(study.within(tuple(pieces)), tuple(found)) if found else None


def _outer(study: Study, index: int, side: int) -> Outer | None:
    """Return what recurs towards an infinite end of a piece beyond the last zero of its other factors."""
    piece = study.pieces[index]
    waving, rest = factors(piece.expression)
    line = replace(piece, lower=-oo, upper=oo, owns_lower=False, owns_upper=False, expression=waving)
    once = None if waving is None else window((line,))
    if once is None or once.drift != 0:
        return None
    far = study.chart_of(rest, index).cells[-1 if side > 0 else 0]
    wave = study.chart_of(waving, 0, 0, once.piece)
    inner = far.lower if side > 0 else far.upper
    last = ZERO if inner.is_infinite else inner
    zeros = [_first_beyond(zero, once.period, last, side) for zero in wave.zeros]
    if far.sign == 0 or not zeros:
        return None
    places = [(zero, after.sign) for zero, after in zip(zeros, wave.cells[1:], strict=True) if zero is not None]
    if len(places) < len(zeros):
        return None
    # All lie within one period, whose first or last zero is where the half line begins.
    places.sort(key=lambda each: float(each[0].expression()))
    shift = side * once.period
    over = places[0 if side > 0 else -1][0].expression() + shift
    ends = [zero for zero, _ in places]
    ends = [*ends, Number(over)] if side > 0 else [Number(over), *ends]
    signs = [sign for _, sign in places] if side > 0 else [places[-1][1], *(sign for _, sign in places[:-1])]
    cells = tuple(Cell(a, b, far.sign * s) for (a, b), s in zip(pairwise(ends), signs, strict=True))
    return Outer(side, tuple(zero for zero, _ in places), cells, once.period)


def _first_beyond(zero: Number, period: Expr, last: Number, side: int) -> Number | None:
    """Return the first of the places zero + k*period beyond a number towards one side; None where that is open."""
    if zero.exact is None:
        return None
    turns = float(((last.expression() - zero.exact) / period).evalf())
    nearest = math.floor(turns) - 1 if side > 0 else math.ceil(turns) + 1
    for k in range(nearest, nearest + 4 * side, side):
        place = Number(zero.exact + k * period)
        compared = order(place, last)
        if compared is None:
            return None
        if compared == side:
            return place
    return None
