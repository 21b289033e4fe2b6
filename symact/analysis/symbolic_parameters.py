"""Irrational parameter values kept as symbols while a property is derived, and put in at the end."""

from dataclasses import replace
from functools import lru_cache

from sympy import Expr, Symbol

from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.pieces import Piece, split
from symact.errors import SymactError


@lru_cache(maxsize=64)
def short_pieces(subject: Activation | Bound, variable: Symbol) -> tuple[tuple[Piece, ...], dict[Symbol, Expr]]:
    """Return pieces with symbols for irrational parameter values, and those values.

    What is proved for all parameters that the assumptions allow holds for the values; SELU's constants take
    a line each, and algebra with them takes long.
    """
    if isinstance(subject, Activation) or subject.library:
        return subject.pieces, {}
    values = {subject.activation.param(name).symbol: value for name, value in subject.values}
    rational = {symbol: value for symbol, value in values.items() if value.is_Rational}
    if len(rational) == len(values):
        return subject.pieces, {}
    try:
        pieces = split(subject.activation.expression.subs(rational), variable)
    except SymactError:
        return subject.pieces, {}
    return pieces, {symbol: value for symbol, value in values.items() if symbol not in rational}


def put_in(piece: Piece, values: dict[Symbol, Expr]) -> Piece:
    """Return a piece with parameter values put in."""
    lower, upper, expression = (e.subs(values) for e in (piece.lower, piece.upper, piece.expression))
    return replace(piece, lower=lower, upper=upper, expression=expression)
