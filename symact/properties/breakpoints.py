"""One-sided values at every breakpoint, and the Clarke interval between the one-sided slopes."""

from typing import Any

import sympy
from sympy import Expr

from symact.analysis.end_derivatives import joints, require_analytic
from symact.analysis.findings import findings
from symact.analysis.function_study import Study, study
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import one_sided
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.signs import prove_smooth

TOPIC = "smoothness"

PROPERTY = ("breakpoints",)

HIGHEST_ORDER = 2


def derive(subject: Subject) -> list[Fact]:
    """Return the breakpoints with one-sided limits of f, f', f'' and, where f is continuous, the Clarke interval."""
    tables = [one_sided(subject.pieces, x, order) for order in range(HIGHEST_ORDER + 1)]
    alone = {piece.lower for piece in subject.pieces if piece.is_point}
    smooth = [prove_smooth(p.expression, x, p.lower, p.upper) for p in subject.pieces]
    if not tables[0]:
        whole = findings(subject.expression) if any(isinstance(part, Gap) for part in smooth) else None
        if whole and any(whole.joins(i) for i in range(len(whole.pieces) - 1)):
            return [_by_limits(subject)]
        step = Step("composition of analytic functions", "one expression for the whole domain")
        return [Fact("breakpoints", [], sympy.true, (Proof((step,)),))]
    values, steps = [], []
    for index, (place, _, _) in enumerate(tables[0]):
        sides = [(table[index][1], table[index][2]) for table in tables]
        continuous = constant_sign(sides[0][0] - sides[0][1]) == 0 and place not in alone
        # A piece that is not smooth at its end (sqrt at 0) may have no slope there; the fact is unknown by `smooth`.
        clarke = clarke_interval(*sides[1]) if continuous and all(side.is_real for side in sides[1]) else None
        steps += [
            Step("one-sided values", f"order {order} at `{x} = {place}`: left `{left}`, right `{right}`")
            for order, (left, right) in enumerate(sides)
        ]
        if clarke:
            steps.append(Step("Clarke interval", f"[`{clarke[0]}`, `{clarke[1]}`] at `{x} = {place}`"))
        values.append(_value(place, sides, clarke))
    gap = next((part for part in smooth if isinstance(part, Gap)), None)
    if gap:
        return [_by_limits(subject)]
    return [Fact("breakpoints", values, sympy.true, (*smooth, Proof(tuple(steps))))]


def _by_limits(subject: Subject) -> Fact:
    """Return where pieces meet, with the limits of f, f', f'' there; a piece need not be analytic at its end."""
    try:
        found = study(subject.expression)
        for index in range(len(found.pieces)):
            require_analytic(found, index)
        if found.is_cut and joints(found):
            raise UnknownError(f"f has breakpoints that recur after `{found.period}`")
        values = [_limits(found, index) for index in joints(found)]
    except OpenSignError:
        raise
    except SymactError as error:
        return Fact("breakpoints", None, sympy.true, (Gap(str(error)),))
    steps = [
        Step(
            "limits of derivatives",
            f"order {row['order']} at `{x} = {each['at']}`: left `{row['left']}`, right `{row['right']}`",
        )
        for each in values
        for row in each["one_sided"]
    ]
    if not values:
        # A claim rests on a step, that of nothing too.
        steps = [Step("limits of derivatives", "no two pieces meet in a point where f has a value")]
    return Fact("breakpoints", values, sympy.true, (*found.used, Proof(tuple(steps))))


def _limits(found: Study, index: int) -> dict[str, Any]:
    sides = []
    for order in range(HIGHEST_ORDER + 1):
        left, right = found.end(order, index, 1), found.end(order, index + 1, -1)
        if left is None or right is None or left.exact is None or right.exact is None:
            raise UnknownError(f"derivative {order} has no limit at a side of `{found.pieces[index].upper}`")
        sides.append((left.exact, right.exact))
    if all(left == right for left, right in sides) and _has_open_power(found.pieces[index].expression):
        # abs(x)**p is a polynomial for each even p.
        raise UnknownError(f"for which parameters all derivatives agree at `{found.pieces[index].upper}` is open")
    continuous = all(value.is_finite for value in sides[0]) and constant_sign(sides[0][0] - sides[0][1]) == 0
    own = found.value_between(index)
    if continuous and own is not None:
        # A value of its own at a hole may be another one than the limit there.
        apart = own.expression() - sides[0][0]
        sign = constant_sign(apart)
        if sign is None:
            raise OpenSignError(apart)
        continuous = sign == 0
    smooth = all(value.is_finite for value in sides[1])
    clarke = clarke_interval(*sides[1]) if continuous and smooth else None
    return _value(found.pieces[index].upper, sides, clarke)


def _has_open_power(expression: Expr) -> bool:
    """Whether an exponent is made of parameters: for whole numbers among them the power may be a polynomial."""
    return any(each.base.has(x) and each.exp.free_symbols - {x} for each in expression.atoms(sympy.Pow))


def _value(place: Expr, sides: list[tuple[Expr, Expr]], clarke: tuple[Expr, Expr] | None) -> dict[str, Any]:
    rows = [{"order": k, "left": left, "right": right} for k, (left, right) in enumerate(sides)]
    return {"at": place, "one_sided": rows, "clarke": list(clarke) if clarke else None}


def clarke_interval(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Return the closed interval between two one-sided slopes, with Min and Max where their order is open."""
    order = constant_sign(right - left)
    if order is None:
        return sympy.Min(left, right), sympy.Max(left, right)
    return (right, left) if order < 0 else (left, right)
