"""What limits the domain of a formula and vanishes from a piece: x/Abs(x) is 1 there, log(Max(0, x)) is log(0)."""

from collections.abc import Iterator

import sympy
from sympy import Abs, Expr, Max, Min, Piecewise, oo, sign

from symact.analysis.sign_chart_symbolic import chart
from symact.definition.activation import x
from symact.definition.affine_switches import holds_on
from symact.definition.cells import cells
from symact.definition.elementary import DomainCondition
from symact.errors import SymactError
from symact.symbolic.domain_conditions import UNREAL, needs, own_needs
from symact.symbolic.real_number import ZERO, Number, order


def refuse_vanished(expression: Expr) -> None:
    """Raise where a formula with switches is not defined and its pieces do not show it.

    A formula without switches is looked at as it is read, by `symact.formula.cancelled_conditions`.

    Args:
        expression: in x; all switches compare x with constants.

    Raises:
        SymactError: the formula is not defined on a piece, or at a point, that its pieces cover.
    """
    if not expression.has(Piecewise, Max, Min, Abs, sign):
        return
    breaks, between, at = cells(expression, x)
    ends = (-oo, *breaks, oo)
    for index, found in enumerate(between):
        _check(expression, found, ends[index], ends[index + 1])
    for point, found in zip(breaks, at, strict=True):
        _check(expression, found, point, point)


def _check(expression: Expr, found: Expr, low: Expr, high: Expr) -> None:
    """Compare the domain conditions of a formula's parts on a cell with those of its expression there."""
    where = f"at x = {low}" if low == high else f"for all x in ({low}, {high})"
    remedy = f"Piecewise((..., Ne(x, {low})), (VALUE, True))" if low == high else "a Piecewise without it there"
    kept = set(needs(found))
    for part, need in _conditions(expression, low, high):
        if need not in kept and not _is_met(need, low, high):
            raise SymactError(
                f"formula: {part} is not defined {where}, and what is left of the formula there does not show it; "
                f"write {remedy}"
            )
    if found.has(*UNREAL):
        raise SymactError(f"formula: it is not a real number {where}; write a Piecewise with a value there")


def _conditions(node: Expr, low: Expr, high: Expr) -> Iterator[tuple[Expr, DomainCondition]]:
    """Yield the parts of a formula that count on a cell, each with its domain conditions there."""
    if isinstance(node, Piecewise):
        chosen = next((value for value, condition in node.args if holds_on(condition, low, high, x)), None)
        if chosen is not None:
            yield from _conditions(chosen, low, high)
        return
    for argument in node.args:
        yield from _conditions(argument, low, high)
    for own in own_needs(node):
        yield node, own._replace(argument=_on_cell(own.argument, low, high))


def _on_cell(expression: Expr, low: Expr, high: Expr) -> Expr:
    """Return what an expression is on a cell, which lies within one of its own."""
    breaks, between, at = cells(expression, x)
    if low == high and low in breaks:
        return at[breaks.index(low)]
    inner = low if low == high else low + 1 if high is oo else high - 1 if low is -oo else (low + high) / 2
    inner = sympy.S.Zero if (low, high) == (-oo, oo) else inner
    return between[sum(order(Number(inner), Number(each)) == 1 for each in breaks)]


def _is_met(need: DomainCondition, low: Expr, high: Expr) -> bool:
    """Whether an argument has the signs that it must have, on all of a cell."""
    if need.argument.has(*UNREAL):
        return False
    if low == high or not need.argument.has(x):
        return need.allows(order(Number(need.argument.subs(x, low)), ZERO))
    charted = chart(need.argument, 0, low, high)
    if isinstance(charted, str):
        return False
    return all(map(need.allows, charted.signs)) and (need.zero or not charted.zeros)
