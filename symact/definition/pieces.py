"""Piecewise, Max, Min, Abs and sign -> smooth expressions on intervals; breakpoints may be symbolic."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import sympy
from sympy import Expr, S, Symbol, oo
from sympy.logic.boolalg import And, Boolean

from symact.definition.cells import Line
from symact.definition.constant_sign import constant_sign
from symact.definition.recurring_switches import may_recur
from symact.definition.simplification import simplified
from symact.errors import DefinitionError, OpenSwitchError, SwitchError

NOWHERE = (S.NaN, S.ComplexInfinity, oo, -oo, sympy.AccumBounds)
"""What SymPy makes of an expression where it has no value."""


class NoValueError(DefinitionError):
    """A formula has no real value on one of its pieces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One smooth expression on one interval, or the value at one point that continues neither of its neighbours.

    Args:
        lower, upper: the ends, SymPy expressions without x, or -oo and oo.
        expression: the function there.
        owns_lower, owns_upper: whether the end belongs to this piece.
    """

    lower: Expr
    upper: Expr
    expression: Expr
    owns_lower: bool
    owns_upper: bool

    @property
    def is_point(self) -> bool:
        """Whether this is one point, which belongs to it, with a constant expression."""
        return bool(self.lower == self.upper)

    def condition(self, variable: Symbol) -> Boolean:
        """Return the interval as a condition on variable."""
        if self.is_point:
            return sympy.Eq(variable, self.lower)
        low = variable >= self.lower if self.owns_lower else variable > self.lower
        high = variable <= self.upper if self.owns_upper else variable < self.upper
        parts = ([] if self.lower is -oo else [low]) + ([] if self.upper is oo else [high])
        return And(*parts)

    def holds(self, point: Expr) -> bool:
        """Whether a point is known to lie on the interval."""
        above = self.lower is -oo or constant_sign(point - self.lower) == 1
        below = self.upper is oo or constant_sign(self.upper - point) == 1
        on_end = (point == self.lower and self.owns_lower) or (point == self.upper and self.owns_upper)
        return bool((above and below) or on_end)


def intervals(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces without those that are single points."""
    return tuple(piece for piece in pieces if not piece.is_point)


def joined(pieces: Iterable[Piece], meet: Callable[[Piece, Piece], bool]) -> tuple[Piece, ...]:
    """Return pieces with each that meets the one before as its continuation; the expression is that of the first."""
    found: list[Piece] = []
    for piece in pieces:
        if found and meet(found[-1], piece):
            found[-1] = replace(found[-1], upper=piece.upper, owns_upper=piece.owns_upper)
        else:
            found.append(piece)
    return tuple(found)


@lru_cache(maxsize=512)
def split(expression: Expr, variable: Symbol) -> tuple[Piece, ...]:
    """Split an expression into smooth pieces that cover the real line exactly once, from left to right.

    A value at a point that continues neither side, as that of sign at 0, is a piece of its own; so is one that fills a
    hole, as 1 does in sin(x)/x at 0.

    Args:
        expression: may hold Piecewise, Max, Min, Abs and sign whose switches are affine in variable.
        variable: the input.

    Raises:
        DefinitionError: the pieces leave a gap, or a switch cannot be located or ordered; NoValueError, if a piece is
            not real.
    """
    try:
        pieces = _join(Line.of(expression, variable), variable)
    except OpenSwitchError:
        raise
    except DefinitionError:
        if may_recur(expression, variable):
            raise SwitchError(f"`{expression}` may switch in every period, so it has no list of pieces") from None
        raise
    for piece in pieces:
        _check_real(piece, variable)
    return pieces


def _check_real(piece: Piece, variable: Symbol) -> None:
    """Refuse what SymPy makes of log(Max(x, 0)) or sqrt(sign(x)) on a piece: log(0), sqrt(-1)."""
    for node in sympy.preorder_traversal(piece.expression):
        undefined = node is S.NaN or isinstance(node, sympy.AccumBounds) or node.is_infinite
        if undefined or (node.is_extended_real is False and not node.has(variable)):
            where = f" for {piece.condition(variable)}" if piece.condition(variable) != sympy.true else ""
            raise NoValueError(f"the formula has no real value{where}; write one that is defined there")


def _join(line: Line, variable: Symbol) -> tuple[Piece, ...]:
    """Drop breakpoints that separate nothing and give each other one to the side that continues it."""
    pieces: list[Piece] = []
    lower, owns_lower = -oo, False
    for index, point in enumerate(line.breaks):
        left, right, at = line.open[index], line.open[index + 1], line.at[index]
        if left == right == at:
            continue
        value = at.subs(variable, point)
        joins_left = at == left or _continues(left, value, point, variable)
        joins_right = at == right or _continues(right, value, point, variable)
        if not (joins_left or joins_right) and None in (joins_left, joins_right):
            words = f"whether the value {value} at {variable} = {point} continues a side is open"
            distance = (left if joins_left is None else right).subs(variable, point) - value
            raise OpenSwitchError(distance, words) if distance.free_symbols else DefinitionError(words)
        if left == right and joins_left:
            continue
        to_right = bool(joins_right) and at != left
        pieces.append(Piece(lower, point, left, owns_lower, bool(joins_left) and not to_right))
        if not (joins_left or joins_right):
            if not (value.is_real and value.is_finite):
                raise DefinitionError(f"the value {value} at {variable} = {point} is no real number")
            pieces.append(Piece(point, point, value, True, True))
        lower, owns_lower = point, to_right
    pieces.append(Piece(lower, oo, line.open[-1], owns_lower, False))
    return tuple(pieces)


def _continues(side: Expr, value: Expr, point: Expr, variable: Symbol) -> bool | None:
    """Whether an expression has a value at a point, and this one; None if that is open."""
    if any(node.subs(variable, point).has(*NOWHERE) for node in sympy.preorder_traversal(side) if node.has(variable)):
        return False
    difference = side.subs(variable, point) - value
    sign = constant_sign(difference)
    if sign is None and simplified(difference) == 0:
        return True
    return sign == 0 if sign is not None else False if difference.is_real is False else None
