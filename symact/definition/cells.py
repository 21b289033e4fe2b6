"""The line as cells: open intervals and the breakpoints between them, each with one smooth expression.

A node of the expression tree refines the cells of its arguments and is rebuilt on each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sympy
from sympy import Abs, Expr, Max, Min, Piecewise, S, Symbol, oo, sign

from symact.definition.affine_switches import cell_sign, holds_on, known_sign, lies_inside, sign_change, thresholds
from symact.definition.constant_sign import constant_sign
from symact.errors import DefinitionError, OpenSwitchError


def cells(expression: Expr, variable: Symbol) -> tuple[tuple[Expr, ...], tuple[Expr, ...], tuple[Expr, ...]]:
    """Return breakpoints, the expressions on the open intervals between them, and those at the breakpoints.

    Raises:
        DefinitionError: as `split`, but for the joining of pieces.
    """
    line = Line.of(expression, variable)
    return line.breaks, line.open, line.at


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of the line: expressions on the open intervals and at the breakpoints between them."""

    breaks: tuple[Expr, ...]
    open: tuple[Expr, ...]
    at: tuple[Expr, ...]

    @classmethod
    def of(cls, expression: Expr, variable: Symbol) -> Line:
        """Return the cells of an expression; raises DefinitionError as `cells`."""
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

    def map(self, function: Callable[[Expr], Expr]) -> Line:
        """Return the cells with a function applied to each expression."""
        return Line(self.breaks, tuple(map(function, self.open)), tuple(map(function, self.at)))

    def cut(self, points: Iterable[Expr]) -> Line:
        """Return the same function with further breakpoints."""
        line = self
        for point in points:
            position = _position(line.breaks, point)
            if position is None:
                continue
            expression = line.open[position]
            line = Line(
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


def _refine(lines: list[Line]) -> list[Line]:
    points = [b for line in lines for b in line.breaks]
    return [line.cut(points) for line in lines]


def _zip(lines: list[Line], function: Callable[[list[Expr]], Expr]) -> Line:
    return Line(
        lines[0].breaks,
        tuple(function(list(cell)) for cell in zip(*(line.open for line in lines), strict=True)),
        tuple(function(list(cell)) for cell in zip(*(line.at for line in lines), strict=True)),
    )


def _with_roots(difference: Line, variable: Symbol) -> list[Expr]:
    """Return the sign changes of a piecewise affine function inside its open cells."""
    ends = (-oo, *difference.breaks, oo)
    roots = []
    for expression, low, high in zip(difference.open, ends, ends[1:], strict=False):
        root = sign_change(expression, variable)
        if root is not None and lies_inside(low, high, root):
            roots.append(root)
    return roots


def _signs(difference: Line, variable: Symbol) -> tuple[list[int], list[int]]:
    ends = (-oo, *difference.breaks, oo)
    inside = [cell_sign(e, low, high, variable) for e, low, high in zip(difference.open, ends, ends[1:], strict=False)]
    at = [
        known_sign(expression.subs(variable, point), f"the sign of `{expression}` at `{point}` is open")
        for expression, point in zip(difference.at, difference.breaks, strict=True)
    ]
    return inside, at


def _extremum(lines: list[Line], largest: bool, variable: Symbol) -> Line:
    result = lines[0]
    for other in lines[1:]:
        left, right = _refine([result, other])
        difference = _zip([left, right], lambda pair: sympy.expand(pair[0] - pair[1]))
        roots = _with_roots(difference, variable)
        left, right, difference = (line.cut(roots) for line in (left, right, difference))
        inside, at = _signs(difference, variable)
        wanted = 1 if largest else -1
        result = Line(
            left.breaks,
            tuple(a if s in (0, wanted) else b for a, b, s in zip(left.open, right.open, inside, strict=True)),
            tuple(a if s in (0, wanted) else b for a, b, s in zip(left.at, right.at, at, strict=True)),
        )
    return result


def _sign(line: Line, variable: Symbol) -> Line:
    line = line.cut(_with_roots(line, variable))
    inside, at = _signs(line, variable)
    return Line(line.breaks, tuple(map(sympy.Integer, inside)), tuple(map(sympy.Integer, at)))


def _from_piecewise(expression: Piecewise, variable: Symbol) -> Line:
    branches = [(Line.of(value, variable), condition) for value, condition in expression.args]
    points = [b for line, _ in branches for b in line.breaks]
    points += [p for _, condition in branches for p in thresholds(condition, variable)]
    grid = Line((), (S.Zero,), ()).cut(points)
    branches = [(line.cut(grid.breaks), condition) for line, condition in branches]
    ends = (-oo, *grid.breaks, oo)

    def pick(cell: Callable[[Line], Expr], low: Expr, high: Expr) -> Expr:
        for line, condition in branches:
            if holds_on(condition, low, high, variable):
                return cell(line)
        where = f"{variable} = {low}" if low == high else f"{low} < {variable} < {high}"
        raise DefinitionError(f"the pieces do not cover the line: nothing is defined for {where}")

    return Line(
        grid.breaks,
        tuple(pick(lambda line, i=i: line.open[i], ends[i], ends[i + 1]) for i in range(len(ends) - 1)),  # type: ignore[misc]
        tuple(pick(lambda line, i=i: line.at[i], b, b) for i, b in enumerate(grid.breaks)),  # type: ignore[misc]
    )
