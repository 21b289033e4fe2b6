"""What a bounded part of a piece shows where no chart of it is known: existence, and nothing more.

Both signs of f' on an interval mean that f is not monotone; an analytic f whose slope is not 0 at some point is
constant on no interval.
"""

from dataclasses import replace

from sympy import Rational, oo

from symact.analysis.end_derivatives import require_analytic
from symact.analysis.function_study import Study
from symact.errors import SymactError

REACH = Rational(10, 3)
"""How far beyond 0, or beyond an end, a part of a piece reaches."""

GAP = Rational(1, 3)
"""How far from the ends of the piece it stays away."""


def signs_seen(study: Study, k: int, index: int) -> set[int]:
    """Return the signs, 1 or -1, of the k-th derivative on a bounded part of a piece that reaches to an infinity."""
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
    return all(signs_seen(study, 1, index) for index in range(len(study.pieces)))
