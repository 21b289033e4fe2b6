"""Where the results switch from one piece of a function to the next, if not where the function does."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from symact.definition.parameters import to_rational
from symact.definition.pieces import Piece
from symact.formats.arrays import Floats, Mask
from symact.formats.rounding import spacing
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.informative_rows import HALF, WIDE
from symact.judge.simulation.stepwise import Walk, constant_in

FEWEST = 4
"""Results that must be those of one piece alone, on each side."""

DENOMINATORS = (1, 2, 5, 10, 4, 3, 6, 8, 20, *(10**k for k in range(2, 8)))
"""Denominators of numbers that a person would write, the likeliest first."""


def with_moved_switches(case: Case, pieces: Sequence[Piece]) -> tuple[Piece, ...] | None:
    """Return the pieces with the ends that the results show, simple numbers; None where they are the right ones.

    Args:
        case: the rows.
        pieces: of the function or its derivative.

    Raises:
        SymactError: some part of it has no stand-in.
    """
    walk = Walk(case.x, WIDE)
    with np.errstate(all="ignore"):
        near = [_near(case, walk.run(piece.expression)) for piece in pieces]
    found = list(pieces)
    for index, piece in enumerate(pieces[:-1]):
        # From the middle of one piece to that of the next, or to an infinity.
        middles = ((piece.lower + piece.upper) / 2, (piece.upper + pieces[index + 1].upper) / 2)
        low, high = (constant_in(middle, WIDE) for middle in middles)
        usable = case.judged & case.finite & (case.x > low) & (case.x < high)
        end = _between(case.x, usable & near[index] & ~near[index + 1], usable & near[index + 1] & ~near[index])
        if end is None:
            return None
        right = constant_in(piece.upper, WIDE)
        if not end[0] <= right <= end[1]:
            place = to_rational(_simplest(*end))
            found[index] = replace(found[index], upper=place)
            found[index + 1] = replace(found[index + 1], lower=place)
    ends = [constant_in(piece.upper, WIDE) for piece in found]
    return tuple(found) if found != list(pieces) and ends == sorted(set(ends)) else None


def _near(case: Case, values: Floats) -> Mask:
    """Return at which rows the results are a piece's values, rounded."""
    with np.errstate(all="ignore"):
        room = np.where(case.got == 0, case.ulp, HALF * spacing(case.got, case.format))
        return np.asarray(np.abs(values - case.got) <= room)


def _between(points: Floats, left: Mask, right: Mask) -> tuple[float, float] | None:
    """Return the last input of the left piece and the first of the right one, None where both have too few or mix."""
    if left.sum() < FEWEST or right.sum() < FEWEST:
        return None
    last, first = float(points[left].max()), float(points[right].min())
    return (last, first) if last < first else None


def _simplest(low: float, high: float) -> Fraction:
    """Return a number between two that a person would write."""
    for denominator in DENOMINATORS:
        place = Fraction(math.ceil(Fraction(low) * denominator), denominator)
        if place <= Fraction(high):
            return place
    return Fraction(high)
