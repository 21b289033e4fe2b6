"""What a bounded part of a piece, single values and limits show where no chart is known: existence, and nothing more.

Both signs of f' on an interval mean that f is not monotone, and so does a value that is not between the limits of f at
the two ends of its domain; an analytic f whose slope is not 0 at some point, or that tends to an infinity, is constant
on no interval. What tends to a number at an infinity and takes it is then neither monotone nor convex nor concave.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cmp_to_key

import sympy
from sympy import Expr, Rational, S, oo, pi

from symact.analysis.end_derivatives import require_analytic
from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.analysis.plain_values import substituted
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import SymactError, UnknownError
from symact.symbolic.real_number import ZERO, Number, order
from symact.symbolic.waves import waves

REACH = Rational(10, 3)
"""How far beyond 0, or beyond an end, a part of a piece reaches."""

GAP = Rational(1, 3)
"""How far from the ends of the piece it stays away."""

DISTANCES = (S.One, S(2), S.Half)
"""Of points whose values are looked at from 0, or from the finite end of a piece."""


def signs_seen(study: Study, k: int, index: int) -> set[int]:
    """Return the signs, 1 or -1, that the k-th derivative is certified to take inside of a piece."""
    return _of_part(study, k, index) or sides_seen(study, k, index, ZERO)


def sides_seen(study: Study, k: int, index: int, level: Number) -> set[int]:
    """Return on which sides of a number, 1 above and -1 below, values of the k-th derivative at few points lie."""
    derivative = sympy.diff(study.pieces[index].expression, x, k)
    found: set[int] = set()
    for place in _points(study, index):
        try:
            value = substituted(derivative, place)
        except SymactError:
            continue
        found |= set() if value is None else _side(value, level)
        if len(found) == 2:
            break
    return found


def _side(value: Expr, level: Number) -> set[int]:
    """Return the sign of value - level where it is not 0 and seen at once: with parameters a search takes seconds."""
    if level.is_infinite or not (value.free_symbols or level.has_parameters):
        return {order(Number(value), level) or 0} - {0}
    if level.exact is None:
        return set()
    difference = value if level == ZERO else value - level.exact
    if difference.is_rational_function():
        return {constant_sign(difference) or 0} - {0}
    return {1} if difference.is_positive else {-1} if difference.is_negative else set()


def _points(study: Study, index: int) -> Iterator[Expr]:
    """Yield points inside of a piece, whatever its parameters are."""
    low, high = study.pieces[index].lower, study.pieces[index].upper
    found = waves(study.pieces[index].expression, x) if study.window else None
    if found:
        # Where a wave of that rate, or of twice that, is 1, 0 or -1.
        yield from ((turn * pi / 4 - found.phase) / found.rate for turn in range(8))
        return
    if low is not -oo and high is not oo:
        yield (low + high) / 2
        return
    if low is -oo and high is oo:
        yield S.Zero
    for distance in DISTANCES:
        if high is oo:
            yield distance if low is -oo else low + distance
        if low is -oo:
            yield -distance if high is oo else high - distance


def _of_part(study: Study, k: int, index: int) -> set[int]:
    """Return the signs of the k-th derivative on a bounded part of a piece that reaches to an infinity."""
    piece = study.pieces[index]
    if piece.lower is -oo:
        upper = REACH + GAP if piece.upper is oo else piece.upper - GAP
        part = replace(piece, lower=upper - 2 * REACH, upper=upper)
    elif piece.upper is oo:
        part = replace(piece, lower=piece.lower + GAP, upper=piece.lower + GAP + 2 * REACH)
    else:
        return set()
    try:
        chart = study.chart_of(piece.expression, index, k, part)
    except SymactError:
        return set()
    return {sign for sign in chart.signs if sign}


def turns(study: Study, k: int) -> bool:
    """Whether the k-th derivative is certified to take both signs on one piece."""
    return any(signs_seen(study, k, index) == {1, -1} for index in range(len(study.pieces)))


def is_nowhere_flat(study: Study) -> bool:
    """Whether f is analytic inside every piece and constant on none, so that f' = 0 on no interval."""
    try:
        for index in range(len(study.pieces)):
            require_analytic(study, index)
    except SymactError:
        return False
    return all(signs_seen(study, 1, index) or _grows(study, index) for index in range(len(study.pieces)))


def _grows(study: Study, index: int) -> bool:
    """Whether f is known to tend to an infinity at an end of a piece."""
    for side in (-1, 1):
        with suppress(UnknownError):
            value = study.end(0, index, side)
            if value is not None and value.is_infinite:
                return True
    return False


def returns_to_its_limit(study: Study) -> bool:
    """Whether f, constant on no interval, takes a finite limit that it has at an infinity, smooth from there on.

    Monotone from there on it would be constant. Convex with a finite limit at an infinity it would be monotone there.
    """
    if study.window or study.is_cut:
        return False
    for index, piece in enumerate(study.pieces):
        for side in (side for side, end in ((-1, piece.lower), (1, piece.upper)) if end in (oo, -oo)):
            with suppress(UnknownError):
                level = study.end(0, index, side)
                if level is None or level.is_infinite or level.exact is None:
                    continue
                if taken_at(piece, level.exact) is not None:
                    require_analytic(study, index)
                    if _grows(study, index) or signs_seen(study, 1, index):
                        return True
    return False


def taken_at(piece: Piece, level: Expr) -> Expr | None:
    """Return 0, or where a line among the factors of f - level is 0, if f is that finite level there; None if not."""
    if not level.is_finite:
        return None
    factors = sympy.Mul.make_args(sympy.factor_terms(piece.expression - level))
    lines = (each for each in factors if each.is_polynomial(x) and sympy.degree(each, x) == 1)
    for place in (S.Zero, *(sympy.cancel(-each.subs(x, 0) / sympy.diff(each, x)) for each in lines)):
        inside = order(Number(piece.lower), Number(place)) == -1 and order(Number(place), Number(piece.upper)) == -1
        value = substituted(piece.expression, place) if inside else None
        if value is not None and constant_sign(value - level) == 0:
            return place
    return None


def _ends(study: Study) -> tuple[Number | None, Number | None]:
    """Return the limits of f at the two ends of its domain, None where there is none; raises as `Study.end`."""
    return study.end(0, 0, -1), study.end(0, len(study.pieces) - 1, 1)


def leaves_its_limits(study: Study) -> bool:
    """Whether f has no limit at an end of its domain, or a value that is not between both, as no monotone f has."""
    try:
        found = [each for each in _ends(study) if each is not None]
        if len(found) < 2:
            return True
        low, high = sorted(found, key=cmp_to_key(compare))
    except UnknownError:
        return False
    return any(
        -1 in sides_seen(study, 0, index, low) or 1 in sides_seen(study, 0, index, high)
        for index in range(len(study.pieces))
    )


def settles(study: Study) -> set[int]:
    """Return on which sides (1 above, -1 below) of a finite limit at an infinity a function on the line has values.

    If f is convex it is above such a limit or equal to it, and below it if f is concave; both sides exclude both. The
    set is empty where there is no such limit, or no value is told apart from it.
    """
    if not study.is_whole_line or study.window or study.is_cut:
        return set()
    best: set[int] = set()
    try:
        both = _ends(study)
        for level, other in (both, both[::-1]):
            if level is None or level.is_infinite:
                continue
            far = set() if other is None else {compare(other, level)} - {0}
            seen = far.union(*(sides_seen(study, 0, index, level) for index in range(len(study.pieces))))
            best = max(best, seen, key=len)
    except UnknownError:
        return best
    return best
