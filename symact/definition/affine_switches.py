"""Switches that are affine in x: where they change sign, and what they decide on a cell of the line."""

import sympy
from sympy import Expr, S, Symbol, oo
from sympy.core.relational import Equality, GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Not, Or

from symact.definition.constant_sign import constant_sign
from symact.definition.simplification import simplified
from symact.errors import DefinitionError, OpenSwitchError


def affine_parts(expression: Expr, variable: Symbol) -> tuple[Expr, Expr] | None:
    """Return (slope, offset) of an expression affine in variable, else None."""
    if not expression.has(variable):
        return S.Zero, expression
    if not expression.is_polynomial(variable):
        return None
    polynomial = sympy.Poly(expression, variable)
    if polynomial.degree() > 1:
        return None
    return polynomial.coeff_monomial(variable), polynomial.coeff_monomial(1)


def sign_change(expression: Expr, variable: Symbol) -> Expr | None:
    """Return where an affine expression changes sign; None if it is constant."""
    affine = affine_parts(expression, variable)
    if affine is None:
        words = f"cannot locate where {expression} changes sign; write that switch as a Piecewise"
        parameters = sorted(expression.free_symbols - {variable}, key=str)
        raise OpenSwitchError(parameters[0], words) if parameters else DefinitionError(words)
    slope, offset = affine
    steepness = constant_sign(slope)
    if steepness is None:
        words = f"the sign of `{slope}` is open, so the switch of `{expression}` has no known side"
        raise OpenSwitchError(slope, words)
    return None if steepness == 0 else simplified(-offset / slope)


def lies_inside(low: Expr, high: Expr, point: Expr) -> bool:
    """Whether a point lies between two ends, which may be infinite; raises `OpenSwitchError` where that is open."""
    return all(
        end in (oo, -oo) or known_sign(distance, f"whether `{point}` lies between `{low}` and `{high}` is open") == 1
        for end, distance in ((low, point - low), (high, high - point))
    )


def known_sign(constant: Expr, words: str) -> int:
    """Return the sign of a constant; where it is open, raise `OpenSwitchError` with these words."""
    found = constant_sign(constant)
    if found is None:
        raise OpenSwitchError(constant, words)
    return found


def cell_sign(expression: Expr, low: Expr, high: Expr, variable: Symbol) -> int:
    """Return the sign of an affine expression on an open cell without a root inside."""
    slope, offset = affine_parts(expression, variable) or (S.Zero, expression)
    words = f"the sign of `{expression}` between `{low}` and `{high}` is open"
    if constant_sign(slope) == 0:
        return known_sign(offset, words)
    inner = low + 1 if high is oo else high - 1 if low is -oo else (low + high) / 2
    inner = S.Zero if low is -oo and high is oo else inner
    return known_sign(expression.subs(variable, inner), words)


def thresholds(condition: Boolean, variable: Symbol) -> list[Expr]:
    """Return where the comparisons of a condition change."""
    roots = (sign_change(r.lhs - r.rhs, variable) for r in condition.atoms(Relational))
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
            side = known_sign(difference.subs(variable, low), f"whether `{condition}` holds at `{low}` is open")
        else:
            side = cell_sign(difference, low, high, variable)
        accepted = {
            StrictGreaterThan: (1,),
            GreaterThan: (0, 1),
            StrictLessThan: (-1,),
            LessThan: (-1, 0),
            Equality: (0,),
        }.get(type(condition), (-1, 1))
        return side in accepted
    raise DefinitionError(f"cannot read the condition {condition}; use comparisons of x with constants")
