"""Fixed points f(x) = x and their stability under iteration."""

from __future__ import annotations

from typing import Any

from symact.activation import x
from symact.conclusions import Pen, conclude, point, stretch
from symact.errors import UnknownError
from symact.evidence import Fact
from symact.extremes import compare, modulus
from symact.number import Number
from symact.properties import Subject
from symact.study import Study

TOPIC = "values"

PROPERTY = ("fixed_points",)

ONE = Number(x**0)

STABILITY = {-1: "attracting", 0: "neutral", 1: "repelling"}


def derive(subject: Subject) -> list[Fact]:
    """Return where f(x) = x, the slope there, and what iteration does near it (|f'| against 1)."""
    says = "all zeros of f(x) - x are isolated, and there are no others; the slope decides the stability"
    return conclude(subject.expression, PROPERTY, _fixed_points, says)


def _fixed_points(study: Study, pen: Pen) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for index, piece in enumerate(study.pieces if not study.window else study.all_pieces):
        # f(x) - x is not periodic where f is.
        chart = study.chart_of(piece.expression - x, index, piece=piece)
        if chart.signs == (0,):
            found.append(stretch(pen, Number(piece.lower), Number(piece.upper)))
            continue
        if piece.owns_lower:
            found += _at_end(study, index, -1, pen)
        found += [_entry(zero, [study.value(1, index, zero)], pen) for zero in chart.zeros]
        if piece.owns_upper:
            found += _at_end(study, index, 1, pen)
    return {"fixed_points": _outside_intervals(found)}


def _at_end(study: Study, index: int, side: int, pen: Pen) -> list[dict[str, Any]]:
    """Return the end of a piece as an entry if it is a fixed point."""
    piece = study.pieces[index]
    place, value = Number(piece.upper if side > 0 else piece.lower), study.end(0, index, side)
    if value is None or compare(value, place) != 0:
        return []
    slopes = [study.end(1, index, side)]
    other = index + side
    if 0 <= other < len(study.pieces):
        slopes.append(study.end(1, other, -side))
    known = [slope for slope in slopes if slope is not None]
    if len(known) < len(slopes):
        raise UnknownError(f"f has no one-sided slope at the fixed point {piece.upper}")
    return [_entry(place, known, pen)]


def _entry(place: Number, slopes: list[Number], pen: Pen) -> dict[str, Any]:
    """Return a fixed point; at a kink the larger |slope| decides if both agree, else it is neutral."""
    sizes = {compare(modulus(slope), ONE) for slope in slopes}
    stability = STABILITY[sizes.pop()] if len(sizes) == 1 else "neutral"
    texts = [pen.number(slope) for slope in slopes]
    return point(pen, place, slope=texts[0] if len(set(texts)) == 1 else texts, stability=stability)


def _outside_intervals(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ends = {entry[key] for entry in found if "from" in entry for key in ("from", "to")}
    return [entry for entry in found if entry.get("at") not in ends]
