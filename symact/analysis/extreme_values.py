"""Largest and smallest values of a derivative: at its critical points, at the ends of pieces, at infinity."""

from dataclasses import replace
from typing import NamedTuple

import sympy
from sympy import oo

from symact.analysis.function_study import Study
from symact.analysis.oscillation import unbounded_sides
from symact.analysis.parameter_signs import sign_for_all
from symact.definition.activation import x
from symact.display import derivative_of
from symact.errors import OpenSignError, UnknownError
from symact.symbolic.images import are_images
from symact.symbolic.real_number import ZERO, Number, order

CUTS = (4, 16, 64)
"""Where half lines begin on which an oscillating derivative is bounded."""


class Candidate(NamedTuple):
    """A value that may be extreme, with the place or the interval where it is taken or approached.

    Args:
        value: of the derivative.
        attained: whether it is a value of the derivative's expression on that piece.
        place: the point, or the ends of the piece if the derivative is constant there.
        piece: index of the piece.
        inside: whether the point lies inside of the piece.
        is_bound: whether the value is a bound of the values far out rather than one of them.
    """

    value: Number
    attained: bool
    place: Number | tuple[Number, Number]
    piece: int
    inside: bool = False
    is_bound: bool = False


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
        if sides:
            return [Candidate(Number(end), False, Number(side * oo), index) for side in sides for end in (-oo, oo)]
        bounded = _within_bands(study, k, index)
        if not bounded:
            raise
        return bounded
    between = [Candidate(study.value(k, index, zero), True, zero, index, inside=True) for zero in chart.zeros]
    if study.window and between:
        # A period begins where nothing happens, and how large a value there is may depend on parameters.
        return between
    ends = [_at_end(study, k, index, side) for side in (-1, 1)]
    if chart.signs == (0,):
        return [ends[0]._replace(attained=True, place=(Number(piece.lower), Number(piece.upper)))]
    return [ends[0], *between, ends[1]]


def _at_end(study: Study, k: int, index: int, side: int) -> Candidate:
    """Return the limit at an end of a piece; raises as `candidates`."""
    piece = study.pieces[index]
    place, owned = (piece.upper, piece.owns_upper) if side > 0 else (piece.lower, piece.owns_lower)
    value = study.end(k, index, side)
    if value is None:
        raise UnknownError(f"{derivative_of(k, str(piece.expression))} has no limit at `{x} = {place}`")
    # One-sided slopes at a breakpoint count for a supremum, whether the derivative exists there or not.
    return Candidate(value, owned, Number(place), index)


def _within_bands(study: Study, k: int, index: int) -> list[Candidate]:
    """Return the candidates between half lines on which the derivative is bounded, and those bounds; none if not found.

    The half lines begin where something between them lies outside of the bounds, above and below if possible.
    """
    piece, best = study.pieces[index], list[Candidate]()
    derivative = sympy.diff(piece.expression, x, k)
    if derivative.free_symbols != {x}:
        return best
    far = [side for side, end in ((-1, piece.lower), (1, piece.upper)) if end in (-oo, oo)]
    for start in CUTS:
        cut = replace(piece, **{"lower" if side < 0 else "upper": sympy.Integer(side * start) for side in far})
        bands = [(side, study.band(derivative, side, start)) for side in far]
        if order(Number(cut.lower), Number(cut.upper)) != -1 or any(band is None for _, band in bands):
            continue
        try:
            zeros = study.chart_of(piece.expression, index, k + 1, cut).zeros
        except UnknownError:
            # Nor is it known on more of the line.
            break
        found = [_at_end(study, k, index, side) for side in (-1, 1) if side not in far]
        found += [Candidate(study.value(k, index, zero), True, zero, index, inside=True) for zero in zeros]
        bounds = [
            Candidate(Number(band.centre + sign * band.radius), False, Number(side * oo), index, is_bound=True)
            for side, band in bands
            if band
            for sign in (-1, 1)
        ]
        beyond = {
            sign for sign in (-1, 1) for each in found if all(compare(each.value, b.value) == sign for b in bounds)
        }
        if beyond and not best:
            best = [*found, *bounds]
        if len(beyond) == 2:
            return [*found, *bounds]
    return best


def compare(a: Number, b: Number) -> int:
    """Return the sign of a - b, or raise UnknownError, or OpenSignError where parameters decide."""
    try:
        found = order(a, b)
    except OpenSignError as error:
        found = sign_for_all(error.constant)
        if found is None:
            raise
    if found is None and are_images(a, b):
        return 0
    if found is None:
        raise UnknownError(f"`{a.text()}` and `{b.text()}` could not be told apart")
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
        equal = _reached(best, found)
        ends.append((best, any(each.attained for each in equal)))
    return Hull(ends[0][0], ends[0][1], ends[1][0], ends[1][1])


def supremum_of_modulus(found: list[Candidate]) -> tuple[Number, list[Candidate]]:
    """Return the supremum of the absolute values, and where it is taken or approached; raises as `hull`."""
    positive = [c._replace(value=modulus(c.value)) for c in found]
    best = positive[0].value
    for each in positive[1:]:
        if compare(each.value, best) == 1:
            best = each.value
    return best, _reached(best, positive)


def _reached(best: Number, found: list[Candidate]) -> list[Candidate]:
    """Return the candidates of the extreme value; raises UnknownError where it is a bound alone."""
    equal = [each for each in found if compare(each.value, best) == 0]
    if any(each.is_bound for each in equal):
        raise UnknownError(f"what is taken between is not known to exceed what is taken beyond `{x} = {CUTS[-1]}`")
    return equal


def modulus(value: Number) -> Number:
    """Return the absolute value."""
    return negative(value) if compare(value, ZERO) < 0 else value


def negative(value: Number) -> Number:
    """Return minus a number."""
    return value.times(sympy.S.NegativeOne)
