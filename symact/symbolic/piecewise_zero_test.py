"""Piecewise functions compared cell by cell: for which parameters is a difference identically zero?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import sympy
from sympy import Dummy, Expr, S, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact import functions
from symact.definition.constant_sign import constant_sign, has_both_signs
from symact.definition.pieces import NOWHERE, Piece
from symact.definition.simplification import simplified
from symact.errors import OpenSignError
from symact.evidence import Evidence, Gap, Proof, Step
from symact.symbolic.limits import limit
from symact.symbolic.signs import parameter_sign
from symact.symbolic.zero_test import ZeroTest, is_identically_zero, sign_at

DEEPEST = 4
"""Conditions on parameters that one comparison may stack up."""

LONGEST = 20
"""Operations up to which a number that no ball separates from 0 is simplified."""

SIMPLE = 80
"""Operations up to which the sign of a constant is looked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An open interval, or a point (lower = upper), with an expression for each of the functions compared."""

    lower: Expr
    upper: Expr
    expressions: tuple[Expr, ...]

    @property
    def is_point(self) -> bool:
        """Whether this is one point; the expressions are values then."""
        return bool(self.lower == self.upper)

    def __str__(self) -> str:
        return f"at `{self.lower}`" if self.is_point else f"on (`{self.lower}`, `{self.upper}`)"


@dataclass(frozen=True, slots=True)
class ZeroCase:
    """Whether an expression is zero under one condition on the parameters.

    Conditions come from equations that are solved, a coefficient being 0; where signs decide, regions of parameters are
    tried one by one instead (symact.analysis.parameter_cases).

    Args:
        condition: on the parameters; the branches' conditions exclude each other and cover all.
        holds: True, False (for no values that meet the condition), or None if open.
        parts: the evidence.
        values: (parameter, value) pairs that the condition fixes.
    """

    condition: Boolean
    holds: bool | None
    parts: tuple[Evidence, ...]
    values: tuple[tuple[Symbol, Expr], ...] = ()


class OpenOrderError(OpenSignError):
    """The order of two breakpoints depends on the parameters."""


def common_cells(functions: Sequence[Sequence[Piece]], variable: Symbol, cuts: Iterable[Expr] = ()) -> tuple[Cell, ...]:
    """Return cells, points included, on which every function is one expression; from left to right.

    Raises:
        OpenOrderError: the order of two breakpoints is open.
    """
    points: list[Expr] = []
    for point in [p.upper for pieces in functions for p in pieces[:-1]] + list(cuts):
        _insert(points, point)
    ends = [-oo, *points, oo]
    cells: list[Cell] = []
    for index, (low, high) in enumerate(pairwise(ends)):
        cells.append(Cell(low, high, tuple(_on(pieces, low, high) for pieces in functions)))
        if index < len(points):
            values = tuple(_at(pieces, high).subs(variable, high) for pieces in functions)
            cells.append(Cell(high, high, values))
    return tuple(cells)


def _insert(points: list[Expr], point: Expr) -> None:
    for index, each in enumerate(points):
        order = constant_sign(point - each)
        if order is None:
            raise OpenOrderError(point - each)
        if order <= 0:
            if order:
                points.insert(index, point)
            return
    points.append(point)


def _on(pieces: Sequence[Piece], low: Expr, high: Expr) -> Expr:
    return next(p.expression for p in pieces if _reaches(p.lower, low) and _reaches(high, p.upper))


def _reaches(low: Expr, high: Expr) -> bool:
    """Whether low <= high, both of them ends of cells."""
    return low is -oo or high is oo or (low is not oo and high is not -oo and constant_sign(high - low) in (0, 1))


def _at(pieces: Sequence[Piece], point: Expr) -> Expr:
    for piece in pieces:
        above = 1 if piece.lower is -oo else constant_sign(point - piece.lower)
        below = 1 if piece.upper is oo else constant_sign(piece.upper - point)
        if (above == 1 or (above == 0 and piece.owns_lower)) and (below == 1 or (below == 0 and piece.owns_upper)):
            return piece.expression
    raise OpenOrderError(point)


def vanishes(
    cells: Sequence[Cell], variable: Symbol, condition: Boolean = sympy.true, depth: int = DEEPEST
) -> list[ZeroCase]:
    """Return for which parameters the first expression of every cell is identically zero.

    Args:
        cells: with one expression each.
        variable: the input.
        condition: what is already assumed of the parameters.
        depth: conditions that may still be added.
    """
    tests = [(cell, _test(cell, variable)) for cell in cells if not _nowhere_defined(cell)]
    if all(test.zero for _, test in tests):
        return [ZeroCase(condition, True, tuple(test.evidence for _, test in tests))]
    for cell, test in tests:
        refuted = None if test.zero else never_zero(cell, test, variable, condition)
        if refuted:
            return [ZeroCase(condition, False, (refuted,))]
    for _, test in tests:
        roots = None if test.zero or not test.exact or not depth else _roots(test)
        if roots:
            return _split(cells, variable, condition, roots, depth)
    cell, reason = next((cell, test.evidence) for cell, test in tests if not test.zero)
    if not isinstance(reason, Gap):
        reason = Gap(f"it is open for which parameters `{cell.expressions[0]}` is 0")
    return [ZeroCase(condition, None, (reason,))]


def _nowhere_defined(cell: Cell) -> bool:
    return cell.is_point and bool(cell.expressions[0].has(*NOWHERE))


def _test(cell: Cell, variable: Symbol) -> ZeroTest:
    ends = (-oo, oo) if cell.is_point else (cell.lower, cell.upper)
    return is_identically_zero(cell.expressions[0], variable, *ends)


def never_zero(cell: Cell, test: ZeroTest, variable: Symbol, condition: Boolean) -> Evidence | None:
    """Return why an expression is identically zero on a cell for no parameters that are left, None if open."""
    expression = cell.expressions[0]
    if test.witness and not expression.free_symbols - {variable}:
        return test.evidence
    if test.exact:
        constant = next((c for c in test.coefficients or () if zeros(c) == []), None)
        if constant is not None:
            text = f"`{expression}` has the coefficient `{constant}`, which is not 0, {cell}"
            return Proof((Step("independence", text),))
    for point in _points(cell):
        value = expression.subs(variable, point)
        if value.count_ops() <= SIMPLE and value.is_finite is not False and _is_not_zero(value, condition):
            return Proof((Step("witness", f"`{expression}` is `{value}`, not 0, at `{variable} = {point}`"),))
    for side, end in ((1, cell.upper), (-1, cell.lower)):
        value = _limit(expression, variable, side) if end in (oo, -oo) else None
        if value is not None and (value in (oo, -oo) or _is_not_zero(value, condition)):
            return Proof((Step("witness", f"`{expression}` tends to `{value}`, not to 0, as `{variable} -> {end}`"),))
    return None


def _limit(expression: Expr, variable: Symbol, side: int) -> Expr | None:
    """Return a limit at an infinity, of a sum also by the finite limits of its terms; None if it is not known."""
    found = limit(expression, variable, side).value
    if found is not None or not expression.is_Add:
        return found
    limits = [limit(term, variable, side).value for term in expression.args]
    return None if any(each in (None, oo, -oo) for each in limits) else sympy.Add(*limits)


def _is_not_zero(value: Expr, condition: Boolean) -> bool:
    """Whether a constant is 0 for no values of the parameters, or for those alone that a condition leaves out."""
    if _sign_of(value):
        return True
    if condition == sympy.true and has_both_signs(sympy.numer(value)):
        return False
    found = zeros(value)
    return bool(found) and all(conjoin(condition, sympy.Eq(*root)) == sympy.false for root in found or [])


def _points(cell: Cell) -> list[Expr]:
    if cell.is_point:
        return [cell.lower]
    if cell.lower is -oo and cell.upper is oo:
        return [S.Zero, S.One, -S.One]
    if cell.upper is oo:
        return [cell.lower + 1, cell.lower + 2]
    return [cell.upper - 1, cell.upper - 2] if cell.lower is -oo else [(cell.lower + cell.upper) / 2]


def _roots(test: ZeroTest) -> list[tuple[Symbol, Expr]] | None:
    """Return the parameter values at which some coefficient vanishes, so that all may."""
    return next((found for found in map(zeros, test.coefficients or ()) if found), None)


def _split(
    cells: Sequence[Cell], variable: Symbol, condition: Boolean, roots: list[tuple[Symbol, Expr]], depth: int
) -> list[ZeroCase]:
    branches: list[ZeroCase] = []
    rest = condition
    for symbol, root in roots:
        here = conjoin(rest, sympy.Eq(symbol, root))
        if here != sympy.false:
            special = [_put(cell, symbol, root) for cell in cells]
            if all(c.is_point or constant_sign(c.upper - c.lower) == 1 or oo in (c.upper, -c.lower) for c in special):
                found = vanishes(special, variable, here, depth - 1)
                branches += [replace(b, values=((symbol, root), *b.values)) for b in found]
            else:
                branches.append(
                    ZeroCase(here, None, (Gap(f"for `{symbol} = {root}` the order of breakpoints is open"),))
                )
        rest = conjoin(rest, sympy.Ne(symbol, root))
    values = " or ".join(f"`{symbol} = {root}`" for symbol, root in roots)
    step = Step("independence", f"a coefficient vanishes only where {values}")
    return [*branches, ZeroCase(rest, False, (Proof((step,)),))]


def conjoin(condition: Boolean, relation: Boolean) -> Boolean:
    """Return the conjunction of two conditions; an equation is put into what is already assumed."""
    if isinstance(relation, sympy.Eq):
        condition = condition.subs(relation.lhs, relation.rhs)
    return sympy.And(condition, relation)


def _put(cell: Cell, symbol: Symbol, root: Expr) -> Cell:
    put = [e.subs(symbol, root) for e in (cell.lower, cell.upper, *cell.expressions)]
    return Cell(put[0], put[1], tuple(put[2:]))


def _sign_of(constant: Expr) -> int | None:
    """Return the sign of a constant, by a ball where it is a number; None if it is open."""
    if constant.is_number and not constant.is_Rational:
        found = sign_at(constant, Dummy("x"), S.Zero)
        if found or constant.count_ops() > LONGEST:
            return found[0] if found else None
    return parameter_sign(constant)


def zeros(constant: Expr) -> list[tuple[Symbol, Expr]] | None:
    """Return equations symbol = value that together describe where a constant vanishes; None if no rule does.

    Every factor either has a fixed sign, or is affine in a parameter with a factor of fixed sign.
    """
    numerator, _ = sympy.fraction(sympy.together(constant))
    found: list[tuple[Symbol, Expr]] = []
    for factor in sympy.Mul.make_args(sympy.factor(numerator)):
        base = factor.base if factor.is_Pow and factor.exp.is_positive else factor
        if _sign_of(base):
            continue
        root = _root(base)
        if root is None:
            return None
        symbol, value = root
        possible = constant_sign(value) not in (0, -1) if symbol.is_positive else True
        if possible and root not in found:
            found.append(root)
    return found


def _root(factor: Expr) -> tuple[Symbol, Expr] | None:
    record = functions.of(factor.func)
    if record is not None and record.odd and record.injective:
        # erf(s) is 0 where s is.
        return _root(factor.args[0])
    for symbol in sorted(factor.free_symbols, key=str):
        if factor.is_polynomial(symbol) and sympy.degree(factor, symbol) == 1:
            slope = sympy.expand(factor).coeff(symbol, 1)
            if constant_sign(slope):
                return symbol, simplified(-factor.subs(symbol, S.Zero) / slope)
    return None
