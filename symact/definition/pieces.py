"""Piecewise, Max, Min, Abs and sign -> smooth expressions on intervals; breakpoints may be symbolic.

The line is kept as cells: open intervals and the breakpoints between them, each with one smooth
expression. A node of the expression tree refines the cells of its arguments and is rebuilt on each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import sympy
from sympy import Abs, Expr, Max, Min, Piecewise, S, Symbol, oo, sign
from sympy.core.relational import Equality, GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Not, Or

from symact.errors import DefinitionError, OpenSwitchError

NOWHERE = (S.NaN, S.ComplexInfinity, oo, -oo, sympy.AccumBounds)
"""What SymPy makes of an expression where it has no value."""


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


def split(expression: Expr, variable: Symbol) -> tuple[Piece, ...]:
    """Split an expression into smooth pieces that cover the real line exactly once, from left to right.

    A value at a point that continues neither side, as that of sign at 0, is a piece of its own; so is one that fills a
    hole, as 1 does in sin(x)/x at 0.

    Args:
        expression: may hold Piecewise, Max, Min, Abs and sign whose switches are affine in variable.
        variable: the input.

    Raises:
        DefinitionError: the pieces leave a gap, a switch cannot be located or ordered, or a piece is not real.
    """
    pieces = _join(_Line.of(expression, variable), variable)
    for piece in pieces:
        _check_real(piece, variable)
    return pieces


def _check_real(piece: Piece, variable: Symbol) -> None:
    """Refuse what SymPy makes of log(Max(x, 0)) or sqrt(sign(x)) on a piece: log(0), sqrt(-1)."""
    for node in sympy.preorder_traversal(piece.expression):
        undefined = node is S.NaN or isinstance(node, sympy.AccumBounds) or node.is_infinite
        if undefined or (node.is_extended_real is False and not node.has(variable)):
            where = f" for {piece.condition(variable)}" if piece.condition(variable) != sympy.true else ""
            raise DefinitionError(f"the formula has no real value{where}; write one that is defined there")


def cells(expression: Expr, variable: Symbol) -> tuple[tuple[Expr, ...], tuple[Expr, ...], tuple[Expr, ...]]:
    """Return breakpoints, the expressions on the open intervals between them, and those at the breakpoints.

    Args:
        expression: as for `split`.
        variable: the input.

    Raises:
        DefinitionError: as `split`, but for the joining of pieces.
    """
    line = _Line.of(expression, variable)
    return line.breaks, line.open, line.at


@dataclass(frozen=True, slots=True)
class _Line:
    """Cells of the line: expressions on the open intervals and at the breakpoints between them."""

    breaks: tuple[Expr, ...]
    open: tuple[Expr, ...]
    at: tuple[Expr, ...]

    @classmethod
    def of(cls, expression: Expr, variable: Symbol) -> _Line:
        if not expression.has(Piecewise, Max, Min, Abs, sign):
            return cls((), (expression,), ())
        if isinstance(expression, Piecewise):
            return _from_piecewise(expression, variable)
        arguments = _refine([cls.of(arg, variable) for arg in expression.args])
        if isinstance(expression, (Max, Min)):
            return _extremum(arguments, isinstance(expression, Max), variable)
        if isinstance(expression, Abs):
            (argument,) = arguments
            return _extremum([argument, argument.map(lambda e: -e)], True, variable)
        if isinstance(expression, sign):
            return _sign(arguments[0], variable)
        return _zip(arguments, lambda args: expression.func(*args))

    def map(self, function: Callable[[Expr], Expr]) -> _Line:
        return _Line(self.breaks, tuple(map(function, self.open)), tuple(map(function, self.at)))

    def cut(self, points: Iterable[Expr]) -> _Line:
        """Return the same function with further breakpoints."""
        line = self
        for point in points:
            position = _position(line.breaks, point)
            if position is None:
                continue
            expression = line.open[position]
            line = _Line(
                (*line.breaks[:position], point, *line.breaks[position:]),
                (*line.open[:position], expression, expression, *line.open[position + 1 :]),
                (*line.at[:position], expression, *line.at[position:]),
            )
        return line


def _position(breaks: tuple[Expr, ...], point: Expr) -> int | None:
    """Return how many breakpoints lie left of point, or None if it is one of them."""
    for index, each in enumerate(breaks):
        order = constant_sign(point - each)
        if order is None:
            words = f"cannot order the breakpoints {each} and {point}; state the assumption that does"
            raise OpenSwitchError(point - each, words)
        if order == 0:
            return None
        if order < 0:
            return index
    return len(breaks)


def _refine(lines: list[_Line]) -> list[_Line]:
    points = [b for line in lines for b in line.breaks]
    return [line.cut(points) for line in lines]


def _zip(lines: list[_Line], function: Callable[[list[Expr]], Expr]) -> _Line:
    return _Line(
        lines[0].breaks,
        tuple(function(list(cell)) for cell in zip(*(line.open for line in lines), strict=True)),
        tuple(function(list(cell)) for cell in zip(*(line.at for line in lines), strict=True)),
    )


@lru_cache(maxsize=8192)
def constant_sign(value: Expr) -> int | None:
    """Return -1, 0 or 1 for a constant expression, from the assumptions on its parameters; None if open."""
    for form in (lambda e: e, sympy.simplify, sympy.expand):
        found = _assumed_sign(form(value))
        if found is not None:
            return found
    return None


def _assumed_sign(value: Expr) -> int | None:
    if value.is_zero:
        return 0
    if value.is_positive:
        return 1
    return -1 if value.is_negative else None


def _affine(expression: Expr, variable: Symbol) -> tuple[Expr, Expr] | None:
    """Return (slope, offset) of an expression affine in variable, else None."""
    if not expression.has(variable):
        return S.Zero, expression
    if not expression.is_polynomial(variable):
        return None
    polynomial = sympy.Poly(expression, variable)
    if polynomial.degree() > 1:
        return None
    return polynomial.coeff_monomial(variable), polynomial.coeff_monomial(1)


def _root(expression: Expr, variable: Symbol) -> Expr | None:
    """Return where an affine expression changes sign; None if it is constant."""
    affine = _affine(expression, variable)
    if affine is None:
        words = f"cannot locate where {expression} changes sign; write that switch as a Piecewise"
        parameters = sorted(expression.free_symbols - {variable}, key=str)
        raise OpenSwitchError(parameters[0], words) if parameters else DefinitionError(words)
    slope, offset = affine
    steepness = constant_sign(slope)
    if steepness is None:
        words = f"the sign of {slope} is open, so the switch of {expression} has no known side"
        raise OpenSwitchError(slope, words)
    return None if steepness == 0 else sympy.simplify(-offset / slope)


def _inside(low: Expr, high: Expr, point: Expr) -> bool:
    return all(
        end in (oo, -oo) or _open_sign(distance, f"whether {point} lies between {low} and {high} is open") == 1
        for end, distance in ((low, point - low), (high, high - point))
    )


def _open_sign(constant: Expr, words: str) -> int:
    found = constant_sign(constant)
    if found is None:
        raise OpenSwitchError(constant, words)
    return found


def _with_roots(difference: _Line, variable: Symbol) -> list[Expr]:
    """Return the sign changes of a piecewise affine function inside its open cells."""
    ends = (-oo, *difference.breaks, oo)
    roots = []
    for expression, low, high in zip(difference.open, ends, ends[1:], strict=False):
        root = _root(expression, variable)
        if root is not None and _inside(low, high, root):
            roots.append(root)
    return roots


def _cell_sign(expression: Expr, low: Expr, high: Expr, variable: Symbol) -> int:
    """Return the sign of an affine expression on an open cell without a root inside."""
    slope, offset = _affine(expression, variable) or (S.Zero, expression)
    words = f"the sign of {expression} between {low} and {high} is open"
    if constant_sign(slope) == 0:
        return _open_sign(offset, words)
    inner = low + 1 if high is oo else high - 1 if low is -oo else (low + high) / 2
    inner = S.Zero if low is -oo and high is oo else inner
    return _open_sign(expression.subs(variable, inner), words)


def _signs(difference: _Line, variable: Symbol) -> tuple[list[int], list[int]]:
    ends = (-oo, *difference.breaks, oo)
    inside = [_cell_sign(e, low, high, variable) for e, low, high in zip(difference.open, ends, ends[1:], strict=False)]
    at = [
        _open_sign(expression.subs(variable, point), f"the sign of {expression} at {point} is open")
        for expression, point in zip(difference.at, difference.breaks, strict=True)
    ]
    return inside, at


def _extremum(lines: list[_Line], largest: bool, variable: Symbol) -> _Line:
    result = lines[0]
    for other in lines[1:]:
        left, right = _refine([result, other])
        difference = _zip([left, right], lambda pair: sympy.expand(pair[0] - pair[1]))
        roots = _with_roots(difference, variable)
        left, right, difference = (line.cut(roots) for line in (left, right, difference))
        inside, at = _signs(difference, variable)
        wanted = 1 if largest else -1
        result = _Line(
            left.breaks,
            tuple(a if s in (0, wanted) else b for a, b, s in zip(left.open, right.open, inside, strict=True)),
            tuple(a if s in (0, wanted) else b for a, b, s in zip(left.at, right.at, at, strict=True)),
        )
    return result


def _sign(line: _Line, variable: Symbol) -> _Line:
    line = line.cut(_with_roots(line, variable))
    inside, at = _signs(line, variable)
    return _Line(line.breaks, tuple(map(sympy.Integer, inside)), tuple(map(sympy.Integer, at)))


def _thresholds(condition: Boolean, variable: Symbol) -> list[Expr]:
    roots = (_root(r.lhs - r.rhs, variable) for r in condition.atoms(Relational))
    return [root for root in roots if root is not None]


def holds_on(condition: Boolean, low: Expr, high: Expr, variable: Symbol) -> bool:
    """Decide a condition on an open cell (low < high) or at a point (low == high)."""
    if isinstance(condition, (BooleanTrue, BooleanFalse)):
        return bool(condition)
    if isinstance(condition, And):
        return all(holds_on(c, low, high, variable) for c in condition.args)
    if isinstance(condition, Or):
        return any(holds_on(c, low, high, variable) for c in condition.args)
    if isinstance(condition, Not):
        return not holds_on(condition.args[0], low, high, variable)
    if isinstance(condition, Relational):
        difference = condition.lhs - condition.rhs
        if low == high:
            side = _open_sign(difference.subs(variable, low), f"whether {condition} holds at {low} is open")
        else:
            side = _cell_sign(difference, low, high, variable)
        accepted = {
            StrictGreaterThan: (1,),
            GreaterThan: (0, 1),
            StrictLessThan: (-1,),
            LessThan: (-1, 0),
            Equality: (0,),
        }.get(type(condition), (-1, 1))
        return side in accepted
    raise DefinitionError(f"cannot read the condition {condition}; use comparisons of x with constants")


def _from_piecewise(expression: Piecewise, variable: Symbol) -> _Line:
    branches = [(_Line.of(value, variable), condition) for value, condition in expression.args]
    points = [b for line, _ in branches for b in line.breaks]
    points += [p for _, condition in branches for p in _thresholds(condition, variable)]
    grid = _Line((), (S.Zero,), ()).cut(points)
    branches = [(line.cut(grid.breaks), condition) for line, condition in branches]
    ends = (-oo, *grid.breaks, oo)

    def pick(cell: Callable[[_Line], Expr], low: Expr, high: Expr) -> Expr:
        for line, condition in branches:
            if holds_on(condition, low, high, variable):
                return cell(line)
        where = f"{variable} = {low}" if low == high else f"{low} < {variable} < {high}"
        raise DefinitionError(f"the pieces do not cover the line: nothing is defined for {where}")

    return _Line(
        grid.breaks,
        tuple(pick(lambda line, i=i: line.open[i], ends[i], ends[i + 1]) for i in range(len(ends) - 1)),  # type: ignore[misc]
        tuple(pick(lambda line, i=i: line.at[i], b, b) for i, b in enumerate(grid.breaks)),  # type: ignore[misc]
    )


def _join(line: _Line, variable: Symbol) -> tuple[Piece, ...]:
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
            raise DefinitionError(f"whether the value {value} at {variable} = {point} continues a side is open")
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
    if sympy.simplify(difference) == 0:
        return True
    return False if constant_sign(difference) or difference.is_real is False else None
