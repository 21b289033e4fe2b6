"""An exact point at which a formula and a function differ, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import sympy
from sympy import Expr, Rational, Symbol
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_regions import Region
from symact.definition.activation import x
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.symbolic.piecewise_zero_test import Cell
from symact.symbolic.zero_test import inner_points, sign_at

POSITIVE_VALUES = (Rational(2), Rational(1, 2), Rational(1))
"""Values put in for a positive parameter."""

REAL_VALUES = (Rational(2), Rational(1, 2), Rational(-1), Rational(0))
"""Values put in for a real parameter."""

POINTS = 6
"""Points that are tried in a cell."""

DECIMALS = 6
"""Significant digits of a value that is not rational."""


@dataclass(frozen=True, slots=True)
class Check:
    """Two expressions that a claim says to be equal on a cell.

    Args:
        lower, upper: ends of the cell, equal for a point.
        found: what the function gives.
        claimed: what the text says.
        what: how a witness calls the two.
    """

    lower: Expr
    upper: Expr
    found: Expr
    claimed: Expr
    what: tuple[str, str] = ("f(x)", "the formula")

    @property
    def cell(self) -> Cell:
        """The cell with the difference, which is to vanish."""
        return Cell(self.lower, self.upper, (self.found - self.claimed,))


def refute(checks: Sequence[Check], condition: Boolean, region: Region) -> str:
    """Return exact values at which two expressions that are claimed to be equal provably differ."""
    known = sorted(
        {s for c in checks for s in (c.found - c.claimed).free_symbols | c.lower.free_symbols} - {x}, key=str
    )
    for values in assignments([*known], condition):
        for check in checks:
            for point in _points(check, values):
                found, claimed = (e.subs(values).subs(x, point) for e in (check.found, check.claimed))
                if sign_at(found - claimed, x, sympy.S.Zero):
                    where = [f"{s} = {v}" for s, v in _outward(values, region)] + [f"x = {point}"]
                    return f"{', '.join(where)}: {check.what[0]} {text(found)}, {check.what[1]} {text(claimed)}"
    return "the difference has a coefficient that is not 0"


def assignments(symbols: Sequence[Symbol], condition: Boolean = sympy.true) -> Iterator[dict[Symbol, Expr]]:
    """Yield values of parameters that meet a condition."""
    fixed = {each.lhs: (each.rhs,) for each in sympy.And.make_args(condition) if isinstance(each, sympy.Eq)}
    usual = {s: POSITIVE_VALUES if s.is_positive else REAL_VALUES for s in symbols}
    choices: Iterable[tuple[Expr, ...]] = product(*(fixed.get(s, usual[s]) for s in symbols))
    for chosen in choices:
        values = dict(zip(symbols, chosen, strict=True))
        if condition.subs(values) == sympy.true:
            yield values


def _points(check: Check, values: dict[Symbol, Expr]) -> list[Expr]:
    low, high = check.lower.subs(values), check.upper.subs(values)
    return [low] if low == high else inner_points(low, high)[:POINTS]


def _outward(values: dict[Symbol, Expr], region: Region) -> list[tuple[Symbol, Expr]]:
    """Return the values of the parameters themselves, not of a region's symbols."""
    cut = {symbol for symbol, _ in region.inward}
    back = [(symbol, sympy.sympify(inside).subs(values)) for symbol, inside in region.inward]
    own = {s for _, inside in region.inward for s in sympy.sympify(inside).free_symbols}
    return back + [(symbol, value) for symbol, value in values.items() if symbol not in own | cut]


def text(value: Expr) -> str:
    """Return a number exactly if it is rational, else with 6 digits."""
    if value.is_Rational:
        return str(value)
    try:
        return f"{digits(value, DECIMALS)}..."
    except SymactError:
        return str(value)
