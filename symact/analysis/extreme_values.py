"""Largest and smallest values of a derivative: at its critical points, at the ends of pieces, at infinity."""

from typing import NamedTuple

import sympy
from sympy import oo

from symact.analysis.function_study import Study
from symact.analysis.oscillation import unbounded_sides
from symact.definition.activation import x
from symact.errors import UnknownError
from symact.symbolic.images import are_images
from symact.symbolic.real_number import Number, order


class Candidate(NamedTuple):
    """A value that may be extreme, with the place or the interval where it is taken or approached.

    Args:
        value: of the derivative.
        attained: whether it is a value of the derivative's expression on that piece.
        place: the point, or the ends of the piece if the derivative is constant there.
        piece: index of the piece.
        inside: whether the point lies inside of the piece.
    """

    value: Number
    attained: bool
    place: Number | tuple[Number, Number]
    piece: int
    inside: bool = False


class Hull(NamedTuple):
    """The least closed interval around all values, and whether its ends are taken."""

    lower: Number
    lower_attained: bool
    upper: Number
    upper_attained: bool


def candidates(study: Study, k: int) -> list[Candidate]:
    """Return the values of the k-th derivative at the ends of every monotone stretch.

    Raises:
        UnknownError, OpenSignError: as `Study.chart`.
    """
    found = [each for index in range(len(study.pieces)) for each in on_piece(study, k, index)]
    return found if k else [*found, *at_points(study)]


def at_points(study: Study) -> list[Candidate]:
    """Return the values of f at points that belong to no piece, with the piece to their left."""
    values = [(index, study.value_between(index)) for index in range(len(study.pieces) - 1)]
    return [
        Candidate(value, True, Number(study.pieces[index].upper), index) for index, value in values if value is not None
    ]


def on_piece(study: Study, k: int, index: int) -> list[Candidate]:
    """Return the candidates of one piece, from left to right; raises as `candidates`."""
    if k == 0 and study.drifts:
        return [Candidate(Number(end), False, Number(end), 0) for end in (-oo, oo)]
    piece = study.pieces[index]
    try:
        chart = study.chart(k + 1, index)
    except UnknownError:
        sides = unbounded_sides(study, k, index)
        if not sides:
            raise
        return [Candidate(Number(end), False, Number(side * oo), index) for side in sides for end in (-oo, oo)]
    ends = []
    for side, place, owned in ((-1, piece.lower, piece.owns_lower), (1, piece.upper, piece.owns_upper)):
        value = study.end(k, index, side)
        if value is None:
            raise UnknownError(f"derivative {k} of {piece.expression} has no limit at {x} = {place}")
        # One-sided slopes at a breakpoint count for a supremum, whether the derivative exists there or not.
        ends.append(Candidate(value, owned or (chart.signs == (0,)), Number(place), index))
    if chart.signs == (0,):
        return [ends[0]._replace(attained=True, place=(Number(piece.lower), Number(piece.upper)))]
    between = [Candidate(study.value(k, index, zero), True, zero, index, inside=True) for zero in chart.zeros]
    return [ends[0], *between, ends[1]]


def compare(a: Number, b: Number) -> int:
    """Return the sign of a - b, or raise UnknownError."""
    found = order(a, b)
    if found is None and are_images(a, b):
        return 0
    if found is None:
        raise UnknownError(f"{a.text()} and {b.text()} could not be told apart")
    return found


def hull(found: list[Candidate]) -> Hull:
    """Return the hull of the values.

    Raises:
        UnknownError, OpenSignError: two values could not be compared.
    """
    ends: list[tuple[Number, bool]] = []
    for direction in (-1, 1):
        best = found[0].value
        for each in found[1:]:
            if compare(each.value, best) == direction:
                best = each.value
        ends.append((best, any(each.attained and compare(each.value, best) == 0 for each in found)))
    return Hull(ends[0][0], ends[0][1], ends[1][0], ends[1][1])


def supremum_of_modulus(found: list[Candidate]) -> tuple[Number, list[Candidate]]:
    """Return the supremum of the absolute values, and where it is taken or approached; raises as `hull`."""
    positive = [c._replace(value=modulus(c.value)) for c in found]
    best = positive[0].value
    for each in positive[1:]:
        if compare(each.value, best) == 1:
            best = each.value
    return best, [each for each in positive if compare(each.value, best) == 0]


def modulus(value: Number) -> Number:
    """Return the absolute value."""
    return negative(value) if compare(value, ZERO) < 0 else value


def negative(value: Number) -> Number:
    """Return minus a number."""
    return value.times(sympy.S.NegativeOne)


ZERO = Number(x - x)
