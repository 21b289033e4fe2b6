"""Derivatives without a chart that oscillate with a growing amplitude: they take every value far out."""

import sympy
from sympy import oo

from symact.analysis.function_study import Study
from symact.definition.activation import x


def unbounded_sides(study: Study, k: int, index: int) -> list[int]:
    """Return the infinite ends (-1, 1) of a piece towards which the k-th derivative takes arbitrarily large values.

    Above and below: so the derivative takes every value there, being continuous inside of the piece.
    """
    piece = study.pieces[index]
    derivative = sympy.diff(piece.expression, x, k)
    ends = [side for side, end in ((-1, piece.lower), (1, piece.upper)) if end in (oo, -oo)]
    return [side for side in ends if study.is_growing(derivative, side)]
