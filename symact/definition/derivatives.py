"""Derivatives of any order, piece by piece, and one-sided values at breakpoints."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import sympy
from sympy import Expr, Piecewise, Symbol

from symact.definition.constant_sign import constant_sign
from symact.definition.enclosed_number import enclosed, shortened
from symact.definition.pieces import Piece, intervals
from symact.definition.simplification import simplified


def differentiate(pieces: Sequence[Piece], variable: Symbol, order: int) -> tuple[Piece, ...]:
    """Return the pieces of the order-th derivative.

    The ends keep their owner; what holds *at* a breakpoint is a question of the one-sided values,
    see `one_sided`.
    """
    return tuple(replace(piece, expression=sympy.diff(piece.expression, variable, order)) for piece in pieces)


def one_sided(pieces: Sequence[Piece], variable: Symbol, order: int) -> tuple[tuple[Expr, Expr, Expr], ...]:
    """Return (breakpoint, left, right) values of the order-th one-sided derivatives; points between count for none.

    Every piece extends analytically across its ends, so the one-sided limit of a derivative is its
    value there, and equals the one-sided derivative (mean value theorem) where f is continuous
    from that side.
    """
    derived = differentiate(intervals(pieces), variable, order)
    return tuple(
        (
            left.upper,
            _short(left.expression.subs(variable, left.upper)),
            _short(right.expression.subs(variable, left.upper)),
        )
        for left, right in pairwise(derived)
    )


def _short(value: Expr) -> Expr:
    return simplified(value) if enclosed(value) is None else shortened(value)


def derivative_pieces(pieces: Sequence[Piece], variable: Symbol, order: int) -> tuple[Piece, ...]:
    """Return the pieces of the order-th derivative; a breakpoint belongs to one only where the derivative exists.

    That is where the one-sided derivatives of every order up to this one agree for all parameters.
    """
    if order == 0:
        return tuple(pieces)
    spans, apart = intervals(pieces), {piece.lower for piece in pieces if piece.is_point}
    jumps = [one_sided(pieces, variable, k) for k in range(order + 1)]
    exists = [
        span.upper not in apart and all(constant_sign(row[i][1] - row[i][2]) == 0 for row in jumps)
        for i, span in enumerate(spans[:-1])
    ]
    derived = differentiate(spans, variable, order)
    return tuple(
        replace(piece, owns_lower=i > 0 and exists[i - 1], owns_upper=False) for i, piece in enumerate(derived)
    )


def as_expression(pieces: Sequence[Piece], variable: Symbol, order: int) -> Expr:
    """Return the order-th derivative as one SymPy expression; see `derivative_pieces` for breakpoints."""
    derived = derivative_pieces(pieces, variable, order)
    if len(derived) == 1:
        return derived[0].expression
    return Piecewise(*((p.expression, p.condition(variable)) for p in derived))
