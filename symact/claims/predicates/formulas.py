"""Claims that the function, or a derivative, is a certain formula."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Interval, Piecewise, S, Set, Tuple, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_cases import solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.claims.claim import Outcome, Subject
from symact.claims.counterexample import Check, refute
from symact.claims.refutation import by_parameter
from symact.claims.value_text import interval
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import one_sided
from symact.definition.pieces import Piece, split
from symact.errors import DefinitionError, OpenSignError
from symact.evidence import Gap, Proof, Step
from symact.symbolic.piecewise_zero_test import OpenOrderError, common_cells, vanishes


@dataclass(frozen=True)
class Equal:
    """The function is a certain formula.

    Args:
        formula: in x and the parameters.
        on: where; the whole line by default.
    """

    formula: Expr
    on: Interval = S.Reals

    def __str__(self) -> str:
        return f"f(x) = {self.formula}" + ("" if self.on == S.Reals else f" on {interval(self.on)}")

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return for which parameters the difference vanishes on every cell."""
        return by_cases(subject.expression, self.formula, self._checks)

    def _checks(self, expression: Expr, formula: Expr) -> list[Check]:
        ends = [end for end in (self.on.start, self.on.end) if end not in (oo, -oo)]
        cells = common_cells([split(expression, x), split(formula, x)], x, ends)
        return [Check(c.lower, c.upper, *c.expressions) for c in cells if _inside(c.lower, c.upper, self.on)]


@dataclass(frozen=True)
class Derivative:
    """The derivative is a certain formula wherever the formula says one, and exists there.

    Args:
        formula: a Piecewise may leave out points, such as a kink.
    """

    formula: Expr

    def __str__(self) -> str:
        return f"f'(x) = {self.formula}"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return for which parameters the derivative agrees, one-sided derivatives at breakpoints included."""
        return by_cases(subject.expression, self.formula, _derivative_checks)


def _derivative_checks(expression: Expr, formula: Expr) -> list[Check]:
    pieces = split(expression, x)
    derived = [Piece(p.lower, p.upper, sympy.diff(p.expression, x), p.owns_lower, p.owns_upper) for p in pieces]
    breaks = [piece.upper for piece in pieces[:-1]]
    checks: list[Check] = []
    for claimed, where in parts(formula):
        line = (Piece(-oo, oo, claimed, False, False),)
        ends = [end for end in (where.start, where.end) if end not in (oo, -oo)]
        for cell in common_cells([derived, line], x, ends):
            if not _inside(cell.lower, cell.upper, where):
                continue
            if cell.is_point and cell.lower in breaks:
                checks += _at_break(pieces, cell.lower, claimed)
            else:
                found, said = cell.expressions
                checks.append(Check(cell.lower, cell.upper, found, said, ("f'(x)", "the formula")))
    return checks


def _at_break(pieces: Sequence[Piece], place: Expr, claimed: Expr) -> list[Check]:
    """Return what must agree for the derivative to exist at a breakpoint and to have the claimed value."""
    checks = []
    for rank, what in ((0, ("f on the left", "f on the right")), (1, ("the slope on the left", "on the right"))):
        left, right = next((a, b) for at, a, b in one_sided(pieces, x, rank) if at == place)
        checks.append(Check(place, place, left, right, what))
    checks.append(Check(place, place, left, claimed.subs(x, place), ("the slope on the left", "the formula")))
    return checks


def parts(formula: Expr) -> list[tuple[Expr, Interval]]:
    """Return a formula's expressions with the intervals on which it says them.

    Args:
        formula: a Piecewise whose conditions are about x and numbers alone, or an expression for all x.
    """
    if not isinstance(formula, Piecewise):
        return [(formula, S.Reals)]
    rest: Set = S.Reals
    found: list[tuple[Expr, Interval]] = []
    for expression, condition in formula.args:
        where = rest & (S.Reals if condition == sympy.true else condition.as_set())
        rest = rest - where
        found += [(expression, part) for part in (where.args if isinstance(where, sympy.Union) else (where,))]
    return [(expression, Interval(p.start, p.end, p.left_open, p.right_open)) for expression, p in found]


def _inside(low: Expr, high: Expr, where: Interval) -> bool:
    if low == high:
        return bool(where.contains(low) == sympy.true)
    return bool(Interval.open(low, high).is_subset(where))


def by_cases(expression: Expr, formula: Expr, checks: Callable[[Expr, Expr], list[Check]]) -> list[Outcome]:
    """Return the outcomes of checks, with the parameters split where a switch's side depends on them.

    Args:
        expression: the function.
        formula: claimed.
        checks: (expression, formula) -> the checks of a case.
    """

    def answer(region: Region, own: Expr) -> list[Outcome]:
        try:
            checked = checks(*own.args)
            branches = vanishes([check.cell for check in checked], x)
            if any(branch.holds is None for branch in branches) and not region.sets:
                branches = by_parameter(checked) or branches
        except DefinitionError as error:
            constant = _open_constant(own)
            if constant is None:
                return unknown(str(error))
            raise OpenSignError(constant) from None
        except OpenOrderError as error:
            return unknown(str(error))
        outcomes = []
        for branch in branches:
            here = _outward(region, branch.condition)
            detail = "" if branch.holds else refute(checked, branch.condition, region) if branch.holds is False else ""
            reason = next((p.reason for p in branch.parts if isinstance(p, Gap)), "open")
            outcomes.append(Outcome(here, branch.holds, detail if branch.holds is not None else reason, branch.parts))
        return outcomes

    def unknown(reason: str) -> list[Outcome]:
        return [Outcome(sympy.true, None, reason, (Gap(reason),))]

    found = solve_by_cases(Tuple(expression, formula), answer, unknown)
    return [
        Outcome(sympy.And(region.condition, o.condition), o.holds, o.detail, o.parts)
        for region, each in found
        for o in each
    ]


def _outward(region: Region, condition: Boolean) -> Boolean:
    return condition.subs(dict(region.outward)) if region.outward else condition


def _open_constant(expression: Expr) -> Expr | None:
    """Return a coefficient that decides which argument of a Max or Min is the greater, and whose sign is open."""
    for extremum in expression.atoms(sympy.Max, sympy.Min):
        arguments = sorted(extremum.args, key=str)
        for i, first in enumerate(arguments):
            for second in arguments[:i]:
                for constant in sympy.Poly(first - second, x).coeffs() if (first - second).is_polynomial(x) else ():
                    if constant_sign(constant) is None:
                        return constant
    return None


@dataclass(frozen=True)
class Defined:
    """A formula says a value for every real number."""

    formula: Piecewise

    def __str__(self) -> str:
        return f"{self.formula} has a value everywhere"

    def outcomes(self, subject: Subject) -> list[Outcome]:
        """Return whether some case of the formula applies at every number; the witness is put into the cases."""
        try:
            split(self.formula, x)
        except DefinitionError:
            return self._gap()
        step = Step("covering", f"the cases of {self.formula} cover the line")
        return [Outcome(sympy.true, True, "", (Proof((step,)),))]

    def _gap(self) -> list[Outcome]:
        roots = [r.lhs - r.rhs for _, c in self.formula.args for r in c.atoms(sympy.core.relational.Relational)]
        for point in sorted({-r.subs(x, 0) / sympy.diff(r, x) for r in roots}, key=str):
            applied = [condition.subs(x, point) for _, condition in self.formula.args]
            if all(each == sympy.false for each in applied):
                says = f"no case applies at x = {point}"
                return [Outcome(sympy.true, False, says, (Proof((Step("substitution", says),)),))]
        return [Outcome(sympy.true, None, "whether the cases cover the line is open", ())]
