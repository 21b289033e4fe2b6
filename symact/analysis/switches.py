"""Switches at the zeros of any function: Abs, Max, Min, sign and conditions rewritten as comparisons of x with numbers.

`symact.definition.pieces` splits a formula where affine expressions change sign; sign charts find the others.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

import sympy
from sympy import Abs, And, Basic, Eq, Expr, Max, Min, Ne, Or, Piecewise, S, oo, sign
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symact.analysis.domain import natural_pieces
from symact.analysis.one_period import window
from symact.analysis.sign_chart import Cell
from symact.analysis.sign_chart_symbolic import chart
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece, split
from symact.errors import DefinitionError, SwitchError, UnknownError
from symact.symbolic.isolated_root import exactly
from symact.symbolic.real_number import Number

Span: TypeAlias = tuple[Expr, Expr] | None
"""The ends of an interval beyond which nothing is needed; None where the whole line is."""

SIGNS: dict[type[Relational], frozenset[int]] = {
    sympy.StrictGreaterThan: frozenset((1,)),
    sympy.GreaterThan: frozenset((0, 1)),
    sympy.StrictLessThan: frozenset((-1,)),
    sympy.LessThan: frozenset((-1, 0)),
    Eq: frozenset((0,)),
    Ne: frozenset((-1, 1)),
}
"""Comparison with 0 -> the signs for which it holds."""

BY_HAND, FOR_ONE_PERIOD = "split it by hand", "a formula switches at finitely many points: write it for one period"
"""Remedies of a formula that is refused."""


def resolved(expression: Expr) -> Expr:
    """Return an equal expression whose switches are comparisons of x with numbers, where they were none.

    Args:
        expression: in x; parameters are allowed where the switch does not depend on them.

    Raises:
        SymactError: where a switch lies is not found, has no closed form, or is not defined on the whole line.
    """
    return _resolved(expression, None) if _is_open(expression) else expression


def resolved_between(expression: Expr, low: Expr, high: Expr) -> Expr:
    """Return an expression that is equal from low to high, ends included, with comparisons of x with numbers alone.

    Args:
        expression: in x, without parameters, with a value everywhere.
        low, high: numbers; nothing is said beyond them.

    Raises:
        SymactError: where a switch lies is not found, or it lies at an end.
    """
    return _resolved(expression, (low, high))


def within(pieces: Iterable[Piece], low: Expr, high: Expr) -> tuple[Piece, ...]:
    """Return what pieces leave between two numbers, which belong to it; raises SymactError where an order is open."""
    found = []
    for piece in pieces:
        starts_before = piece.lower is -oo or _known(low - piece.lower) > 0
        ends_after = piece.upper is oo or _known(piece.upper - high) > 0
        lower, owns_lower = (low, True) if starts_before else (piece.lower, piece.owns_lower)
        upper, owns_upper = (high, True) if ends_after else (piece.upper, piece.owns_upper)
        size = _known(upper - lower)
        if size > 0 or (size == 0 and owns_lower and owns_upper and piece.is_point):
            found.append(replace(piece, lower=lower, upper=upper, owns_lower=owns_lower, owns_upper=owns_upper))
    return tuple(found)


def _known(constant: Expr) -> int:
    found = constant_sign(constant)
    if found is None:
        raise SwitchError(f"the sign of `{constant}` is open")
    return found


def _is_open(expression: Expr) -> bool:
    """Whether the pieces cannot be found as the expression stands."""
    try:
        split(expression, x)
    except DefinitionError:
        return True
    return False


def _resolved(node: Basic, span: Span) -> Basic:
    if not node.args or not _is_open_anywhere(node):
        return node
    if isinstance(node, Relational):
        return _condition(node, span)
    args = [_resolved(each, span) for each in node.args]
    if isinstance(node, Abs):
        return _larger(args[0], -args[0], span, args[0])
    if isinstance(node, sign):
        (u,) = args
        return Piecewise((S.One, _where(u, {1}, span)), (S.NegativeOne, _where(u, {-1}, span)), (S.Zero, True))
    if isinstance(node, (Max, Min)):
        found = args[0]
        for other in args[1:]:
            found = _larger(found, other, span) if isinstance(node, Max) else -_larger(-found, -other, span)
        return found
    return node.func(*args)


def _is_open_anywhere(node: Basic) -> bool:
    if isinstance(node, (Boolean, sympy.core.containers.Tuple)) or not isinstance(node, Expr):
        return bool(node.has(x))
    return _is_open(node)


def _larger(a: Expr, b: Expr, span: Span, difference: Expr | None = None) -> Expr:
    """Return Max(a, b); if it can be split as it stands, that is.

    Args:
        a, b: in x.
        span: where that is needed.
        difference: what has the sign of a - b, by default that.
    """
    whole = Max(a, b)
    u = a - b if difference is None else difference
    return Piecewise((a, _where(u, {0, 1}, span)), (b, True)) if _is_open(whole) else whole


def _condition(node: Relational, span: Span) -> Boolean:
    difference = _resolved(node.lhs, span) - _resolved(node.rhs, span)
    if difference.is_polynomial(x) and sympy.degree(difference, x) <= 1:
        return node
    return _where(difference, SIGNS[type(node)], span)


def _where(u: Expr, signs: frozenset[int] | set[int], span: Span) -> Boolean:
    """Return for which x an expression has one of some signs, as comparisons of x with numbers."""
    if span is not None:
        return _where_between(u, signs, *span)
    pieces = _pieces(u)
    wave = window(pieces)
    if wave is not None and wave.drift == 0:
        return sympy.true if _sign_of_wave(u, wave.piece) in signs else sympy.false
    return _having(signs, pieces, [cell for piece in pieces for cell in _cells(piece)])


def _where_between(u: Expr, signs: frozenset[int] | set[int], low: Expr, high: Expr) -> Boolean:
    """Return the same for x from low to high; what it says of others means nothing."""
    pieces = within(split(u, x), low, high)
    cells = [cell for piece in pieces if not piece.is_point for cell in _cells(piece)]
    for cell, end in ((cells[0], low), (cells[-1], high)):
        if _sign_at(pieces, end) != cell.sign:
            raise SwitchError(f"`{u}` may change its sign at `x = {end}`")
    cells[0] = replace(cells[0], lower=Number(-oo))
    cells[-1] = replace(cells[-1], upper=Number(oo))
    return _having(signs, pieces, cells)


def _having(signs: frozenset[int] | set[int], pieces: tuple[Piece, ...], cells: list[Cell]) -> Boolean:
    """Return where the sign is one of some, as comparisons of x with the ends of cells."""
    parts: list[Boolean] = []
    for cell in cells:
        if cell.sign in signs:
            low, high = cell.lower.exact, cell.upper.exact
            parts.append(And(*([x > low] if low is not -oo else []), *([x < high] if high is not oo else [])))
    for left, right in pairwise(cells):
        place = left.upper.exact
        here = left.sign if left.sign == right.sign == 0 else _sign_at(pieces, place)
        if here in signs:
            parts.append(Eq(x, place))
    return Or(*parts)


def _pieces(u: Expr) -> tuple[Piece, ...]:
    try:
        pieces = natural_pieces(split(u, x))
    except UnknownError as error:
        raise SwitchError(f"where `{u}` has a value is not found ({error})", BY_HAND) from None
    closed = all(a.upper == b.lower and (a.owns_upper or b.owns_lower) for a, b in pairwise(pieces))
    if pieces[0].lower is not -oo or pieces[-1].upper is not oo or not closed:
        raise SwitchError(f"a switch compares `{u}`, which is not defined on the whole line", BY_HAND)
    return pieces


def _sign_of_wave(u: Expr, period: Piece) -> int:
    """Return the sign of a periodic function that has one sign everywhere."""
    found = chart(u, 0, period.lower, period.upper)
    if isinstance(found, str):
        raise SwitchError(f"whether `{u}` changes its sign is not decided")
    (cell, *others) = found.cells
    # The zeros of a period recur, and so does one at its ends.
    if others or _sign_at((period,), period.lower) != cell.sign:
        raise SwitchError(f"`{u}` is 0 or changes its sign in every period", FOR_ONE_PERIOD)
    return cell.sign


def _cells(piece: Piece) -> tuple[Cell, ...]:
    found = chart(piece.expression, 0, piece.lower, piece.upper)
    if isinstance(found, str):
        raise SwitchError(f"where `{piece.expression}` changes its sign is not found ({found})")
    return tuple(replace(cell, lower=_exact(cell.lower), upper=_exact(cell.upper)) for cell in found.cells)


def _exact(zero: Number) -> Number:
    return Number(exactly(zero))


def _sign_at(pieces: tuple[Piece, ...], place: Expr) -> int:
    owner = next(p for p in pieces if p.holds(place))
    found = constant_sign(owner.expression.subs(x, place))
    if found is None:
        raise SwitchError(f"the sign of `{owner.expression}` at `x = {place}` is open")
    return found
