"""Constants in an expression: where they stand, as a reader is told of them, and another one put in their place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy
from sympy import Expr
from sympy.functions.elementary.piecewise import ExprCondPair

from symact import functions
from symact.definition.activation import x
from symact.definition.derivatives import differentiate
from symact.definition.elementary import as_argument
from symact.definition.pieces import Piece, split
from symact.judge.diagnosis.informative_rows import KNOB
from symact.judge.diagnosis.short_numbers import rational

SIMPLE = 12
"""Denominators up to which a number is shown as a fraction."""


def name_of(number: Expr) -> str:
    """Return a constant as it is told of: one that a person would write as a decimal as that."""
    return decimal_text(number) if number.is_Rational else str(number)


def decimal_text(value: Expr) -> str:
    """Return a constant as a fraction of few digits, or as a decimal."""
    return str(value) if value.is_Rational and value.q <= SIMPLE else f"{float(rational(value)):.9g}"


def derived(pieces: Sequence[Piece], order: int) -> tuple[Piece, ...]:
    """Return the pieces of a derivative, or of the function itself."""
    return tuple(differentiate(tuple(pieces), x, order)) if order else tuple(pieces)


def changed_pieces(pieces: Sequence[Piece], change: Callable[..., Expr], *given: Any) -> tuple[Piece, ...]:
    """Return pieces with changed expressions."""
    return tuple(with_expression(piece, change(piece.expression, *given)) for piece in pieces)


def with_expression(piece: Piece, expression: Expr) -> Piece:
    """Return a piece with another expression."""
    return Piece(piece.lower, piece.upper, expression, piece.owns_lower, piece.owns_upper)


def without_switches(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces of a function cut where |u|, max or min in them switches; SymactError where that is open."""
    if not any(piece.expression.has(sympy.Abs, sympy.Max, sympy.Min) for piece in pieces):
        return pieces
    *others, last = changed_pieces(pieces, lambda e: e.replace(sympy.Abs, magnitude))
    cases = [(piece.expression, x < piece.upper) for piece in others]
    return split(sympy.Piecewise(*cases, (last.expression, True)), x)


def magnitude(e: Expr) -> Expr:
    """Return |e|, of g(u) as g(|u|) where g has the sign of its argument: what switches is found then."""
    record = functions.of(e.func)
    return e.func(magnitude(e.args[0])) if record and record.odd and record.sign is as_argument else sympy.Abs(e)


def constants(expression: Expr) -> set[Expr]:
    """Return the constant factors and terms of an expression, no exponents."""
    return {number for number, node, _ in occurrences(expression) if not (node.is_Pow and node.exp == number)}


def occurrences(expression: Expr) -> Iterator[tuple[Expr, Expr, Expr]]:
    """Yield each constant factor, term or exponent, the part that it stands in, and all with `KNOB` there."""
    if isinstance(expression, ExprCondPair):
        for number, node, inside in occurrences(expression.expr):
            yield number, node, expression.func(inside, expression.cond)
        return
    if not expression.has(x):
        if expression.is_number:
            yield expression, expression, KNOB
        return
    first: tuple[Expr, ...] = ()
    parts = tuple(a for a in expression.args if isinstance(a, sympy.Basic))
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        first, parts = (fixed,), type(expression).make_args(rest)
        if fixed.is_number:
            yield fixed, expression, expression.func(KNOB, *parts)
    for index, part in enumerate(parts):
        if not isinstance(part, Expr | ExprCondPair) or (index == 1 and _is_division(expression)):
            continue
        for number, node, inside in occurrences(part):
            where = expression if node == number and isinstance(part, Expr) else node
            yield number, where, expression.func(*first, *parts[:index], inside, *parts[index + 1 :])


def put(expression: Expr, old: Expr, new: Expr) -> Expr:
    """Return an expression with a constant factor or term, or a symbol, replaced."""
    if old.is_Symbol:
        return expression.subs(old, new)
    if expression == old:
        return new
    if not expression.has(x) or not expression.args:
        return expression
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        parts = sympy.Add.make_args(rest) if expression.is_Add else sympy.Mul.make_args(rest)
        return expression.func(new if fixed == old else fixed, *(put(part, old, new) for part in parts))
    if expression.is_Pow:
        return expression.func(put(expression.base, old, new), expression.exp)
    if isinstance(expression, ExprCondPair):  # a number is put into the cases, not into what chooses among them
        return expression.func(put(expression.expr, old, new), expression.cond)
    return expression.func(*(put(arg, old, new) if isinstance(arg, sympy.Basic) else arg for arg in expression.args))


def _is_division(expression: Expr) -> bool:
    """Whether it is 1/u: the exponent is no constant that anybody wrote."""
    return bool(expression.is_Pow and expression.exp == -1)
