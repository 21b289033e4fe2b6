"""Fixed points f(x) = x and their stability under iteration."""

from typing import Any

import sympy
from sympy import Expr, S, oo

from symact.analysis.extreme_values import compare, modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.product_zeros import zeros_of_product
from symact.analysis.values import At, same_number, united
from symact.definition.activation import x
from symact.errors import UnknownError
from symact.symbolic.real_number import ZERO, Number

TOPIC = "values"

PROPERTY = ("fixed_points",)

ONE = Number(S.One)

STABILITY = {-1: "attracting", 0: "neutral", 1: "repelling"}


def _fixed_points(study: Study, case: Case) -> dict[str, Any]:
    if study.window and study.window.drift == 1:
        return {"fixed_points": _recurring(study, case)}
    try:
        return {"fixed_points": _listed(study, case)}
    except UnknownError:
        found = _of_product(study, case)
        if found is None:
            raise
        return {"fixed_points": found}


def _of_product(study: Study, case: Case) -> list[At] | None:
    """Return the fixed points where f(x) - x is a product with a periodic factor; None where it is not.

    Where a zero of the factor recurs its own slope must be 0: else that of f is another one each time.
    """
    (piece, *others) = study.pieces
    if others or study.window:
        return None
    found = zeros_of_product(study, piece.expression - x)
    if found is None:
        return None
    for place in found.recurring:
        if place.exact is None or compare(Number(sympy.diff(found.factor, x).subs(x, place.exact)), ZERO):
            raise UnknownError(f"the slopes at fixed points `{found.period}` apart from `{place.text()}` differ")
    alone = [_entry(place, [study.value(1, 0, place)], case) for place in found.alone]
    return alone + [_entry(place, [ONE], case, period=found.period) for place in found.recurring]


def _listed(study: Study, case: Case) -> list[At]:
    found: list[At] = []
    for index, piece in enumerate(study.pieces if not study.window else study.all_pieces):
        # f(x) - x is not periodic where f is.
        chart = study.chart_of(piece.expression - x, index, piece=piece)
        if chart.signs == (0,):
            found += _between(study, index - 1, case) if index and not study.window else []
            owned = (_is_fixed(study, index, -1), _is_fixed(study, index, 1))
            found.append(case.on(Number(piece.lower), Number(piece.upper), has_ends=owned))
            continue
        if index and not study.window:
            found += _between(study, index - 1, case)
        if piece.owns_lower:
            found += _at_end(study, index, -1, case)
        found += [_entry(zero, [study.value(1, index, zero)], case) for zero in chart.zeros]
        if piece.owns_upper:
            found += _at_end(study, index, 1, case)
    return united(found)


def _is_fixed(study: Study, index: int, side: int) -> bool:
    """Whether the end of a piece on which f(x) = x is a fixed point too: f is defined there, and has that value."""
    piece, facing = study.pieces[index], _facing(study, index, side)
    if piece.owns_upper if side > 0 else piece.owns_lower:
        return True
    place = piece.upper if side > 0 else piece.lower
    if place in (oo, -oo) or facing is None:
        return False
    alone = study.value_between(min(index, facing))
    if alone is not None:
        return compare(alone, Number(place)) == 0
    other = study.pieces[facing]
    value = study.end(0, facing, -side) if (other.owns_lower if side > 0 else other.owns_upper) else None
    return value is not None and compare(value, Number(place)) == 0


def _between(study: Study, index: int, case: Case) -> list[At]:
    """Return the point between a piece and the next as an entry if it belongs to neither and is a fixed point."""
    place, value = Number(study.pieces[index].upper), study.value_between(index)
    if value is None or compare(value, place) != 0:
        return []
    limits = study.end(0, index, 1), study.end(0, index + 1, -1)
    slopes = study.end(1, index, 1), study.end(1, index + 1, -1)
    landing = [limit is not None and compare(limit, place) == 0 for limit in limits]
    if all(landing):
        return [_entry(place, _slopes(list(slopes), place), case)]
    # A side whose limit is another number leads away at once.
    own = [s for s, lands in zip(slopes, landing, strict=True) if lands]
    repelling = all(compare(modulus(slope), ONE) > 0 for slope in _slopes(own, place))
    return [case.at(place, slope=None, stability="repelling" if repelling else "neutral")]


def _recurring(study: Study, case: Case) -> list[At]:
    """Return the fixed points of x + W(x): the zeros of W, which is periodic."""
    piece = study.pieces[0]
    chart = study.chart_of(piece.expression - x, 0)
    if compare(study.value(0, 0, Number(piece.lower)), Number(piece.lower)) == 0:
        raise UnknownError(f"`{piece.lower}` is a fixed point and the end of the period that is studied")
    return [_entry(zero, [study.value(1, 0, zero)], case, period=study.period) for zero in chart.zeros]


def _at_end(study: Study, index: int, side: int, case: Case) -> list[At]:
    """Return the end of a piece as an entry if it is a fixed point."""
    piece = study.pieces[index]
    place, value = Number(piece.upper if side > 0 else piece.lower), study.end(0, index, side)
    if value is None or compare(value, place) != 0:
        return []
    known = [study.end(1, index, side)]
    facing = _facing(study, index, side)
    if facing is None:
        return [_entry(place, _slopes(known, place), case)]
    known.append(study.end(1, facing, -side))
    landing = study.end(0, facing, -side)
    ordered = _slopes(known[::side], place)
    return [_entry(place, ordered, case, landing is not None and compare(landing, place) == 0)]


def _facing(study: Study, index: int, side: int) -> int | None:
    """Return the piece that begins where this one ends, None at an end of the domain."""
    pieces, other = study.pieces, index + side
    if not 0 <= other < len(pieces):
        return None
    low, high = (pieces[index], pieces[other])[::side]
    return other if low.upper == high.lower else None


def _slopes(found: list[Number | None], place: Number) -> list[Number]:
    known = [slope for slope in found if slope is not None]
    if len(known) < len(found):
        raise UnknownError(f"f has no one-sided slope at the fixed point `{place.text()}`")
    return known


def _entry(place: Number, slopes: list[Number], case: Case, continuous: bool = True, period: Expr | None = None) -> At:
    """Return a fixed point; the slopes on the left and on the right where they differ or f jumps."""
    shown = [case.number(slope) for slope in slopes]
    one = continuous and all(same_number(slope, shown[0]) for slope in shown)
    if continuous:
        stability = STABILITY[_against_one(slopes)]
    else:
        # From the other side f leads away at once.
        stability = "repelling" if all(compare(modulus(slope), ONE) > 0 for slope in slopes) else "neutral"
    return case.at(place, period, slope=shown[0] if one else shown, stability=stability)


def _against_one(slopes: list[Number]) -> int:
    """Return -1 for attracting, 1 for repelling, else 0; a side with a negative slope leads to the other one."""
    left, right = slopes[0], slopes[-1]
    sizes = [compare(modulus(slope), ONE) for slope in (left, right)]
    if sizes[0] == sizes[1] and sizes[0] <= 0:
        return sizes[0]
    turned = [compare(slope, ZERO) < 0 for slope in (left, right)]
    if turned == [True, True] and sizes[0] != sizes[1]:
        if left.exact is None or right.exact is None:
            raise UnknownError(f"the product of the slopes `{left.text()}` and `{right.text()}` is not compared with 1")
        return compare(Number(left.exact * right.exact), ONE)
    if turned[0] != turned[1]:
        return sizes[1] if turned[0] else sizes[0]
    return sizes[0] if sizes[0] == sizes[1] else 0


RULES = (
    Rule(
        PROPERTY,
        "all zeros of `f(x) - x` are known, and there are no others; the slope decides the stability",
        _fixed_points,
    ),
)
"""Where f(x) = x, the slope there, and what iteration does near it (|f'| against 1)."""
