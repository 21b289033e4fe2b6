"""For which values of a parameter do two expressions differ? Decided at a point, by a chart."""

from collections.abc import Sequence

import sympy
from sympy import Expr, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_sets import allowed, condition
from symact.analysis.sign_chart import SignChart, numeric_chart
from symact.claims.counterexample import Check
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.evidence import Certificate, Evidence, Proof, Step
from symact.symbolic.piecewise_zero_test import Cell, ZeroCase, vanishes, zeros
from symact.symbolic.zero_test import inner_points

POINTS = 4
"""Points of a cell that are tried."""


def by_parameter(checks: Sequence[Check]) -> list[ZeroCase] | None:
    """Return for which parameter values some difference does not vanish, None if that stays open.

    At a fixed point the difference is a function of the parameter alone; between its certified zeros it
    is not 0, so the claim fails there. At each zero the parameter is put in and the question decided again.

    Args:
        checks: with one parameter at most.
    """
    symbols = sorted({s for c in checks for s in (c.found - c.claimed).free_symbols} - {x}, key=str)
    if len(symbols) != 1:
        return None
    for check in checks:
        for point in _points(check):
            found = _at(checks, symbols[0], (check.found - check.claimed).subs(x, point), point)
            if found is not None:
                return found
    return None


def _points(check: Check) -> list[Expr]:
    if check.lower.free_symbols or check.upper.free_symbols:
        return []
    if check.lower == check.upper:
        return [check.lower]
    middle = [sympy.S.Zero] if sympy.Interval.open(check.lower, check.upper).contains(0) == sympy.true else []
    return [*middle, *inner_points(check.lower, check.upper)][:POINTS]


def _at(checks: Sequence[Check], symbol: Symbol, difference: Expr, point: Expr) -> list[ZeroCase] | None:
    if not difference.has(symbol):
        return None
    found = _roots(difference, symbol)
    if found is None:
        return None
    roots, evidence = found
    here: Boolean = condition({symbol: allowed(symbol) - sympy.FiniteSet(*roots)})
    says = f"at x = {point} the difference is {difference}, which is 0 for no other {symbol}"
    branches = [ZeroCase(here, False, (*evidence, Proof((Step("witness", says),))))]
    for root in roots:
        cells = [_put(check.cell, symbol, root) for check in checks]
        branches += vanishes(cells, x, sympy.Eq(symbol, root))
    return branches


def _roots(difference: Expr, symbol: Symbol) -> tuple[list[Expr], tuple[Evidence, ...]] | None:
    """Return all allowed values of the parameter at which a constant is 0, and why there are no others."""
    affine = zeros(difference)
    if affine is not None:
        return [root for _, root in affine], ()
    numerator, denominator = sympy.fraction(sympy.together(difference))
    if constant_sign(denominator) is None:
        return None
    low, high = (sympy.S.Zero, oo) if symbol.is_positive else (-oo, oo)
    chart = numeric_chart(numerator.subs(symbol, x), 0, low, high)
    if not isinstance(chart, SignChart):
        return None
    roots = [zero.exact for zero in chart.zeros if zero.exact is not None]
    if len(roots) < len(chart.zeros):
        return None
    return roots, (Certificate(chart.record["rule"], chart.record),)


def _put(cell: Cell, symbol: Symbol, value: Expr) -> Cell:
    return Cell(cell.lower, cell.upper, tuple(e.subs(symbol, value) for e in cell.expressions))
