"""Horizontal and oblique asymptotes at both infinities, with the rate at which f approaches them."""

from typing import Any

import sympy
from sympy import Expr, S, Symbol, oo

from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.parameter_signs import sign_for_all
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError, UnknownError
from symact.properties.monotonicity import direction as course
from symact.symbolic.expansion import Expansion
from symact.symbolic.limits import LENGTHS
from symact.symbolic.real_number import Number
from symact.symbolic.transseries import Arithmetic, MissingRuleError, PrecisionError

TOPIC = "at infinity"

PROPERTY = ("asymptotes",)


def _asymptotes(study: Study, case: Case) -> dict[str, Any]:
    return {"asymptotes": [_side(study, case, direction) for direction in (-1, 1)]}


def _side(study: Study, case: Case, direction: int) -> dict[str, Any]:
    entry = {"side": "oo" if direction > 0 else "-oo", "kind": "none", "line": None, "rate": None}
    if study.window or (study.is_cut and course(study) != "constant"):
        return entry
    if study.is_cut:
        raise UnknownError("f is constant, written with switches in every period")
    index = len(study.pieces) - 1 if direction > 0 else 0
    piece = study.pieces[index]
    if (piece.upper if direction > 0 else piece.lower) not in (oo, -oo):
        return {**entry, "kind": "undefined"}
    line = _line(study, index, direction)
    if line is None:
        return entry
    kind = "oblique" if line.has(x) else "horizontal"
    return {
        **entry,
        "kind": kind,
        "line": case.expression(line),
        "rate": _rate(piece.expression - line, direction, case),
    }


def _line(study: Study, index: int, direction: int) -> Expr | None:
    value = study.end(0, index, direction)
    if value is None:
        return None
    if not value.is_infinite:
        return value.exact
    expression = study.pieces[index].expression
    slope = _limit(study, expression / x, direction)
    if slope is None or slope.is_infinite or slope.exact == 0:
        return None
    assert slope.exact is not None
    offset = _limit(study, expression - slope.exact * x, direction)
    if offset is None or offset.is_infinite:
        return None
    return slope.exact * x + offset.exact


def _limit(study: Study, expression: Expr, direction: int) -> Number | None:
    try:
        return study.limit_of(sympy.expand(expression), direction)
    except UnknownError:
        return study.limit_of(expression, direction)


def _rate(difference: Expr, direction: int, case: Case) -> Expr | None:
    """Return the leading term of f - line in x, 0 where it is identically 0, None where it has none."""
    t = Symbol("t", positive=True)
    difference = sympy.expand(difference)
    if difference == 0:
        return S.Zero
    for length in LENGTHS:
        try:
            series = Expansion(t, Arithmetic(length)).series(difference.subs(x, direction * t))
        except PrecisionError:
            continue
        except MissingRuleError:
            return None
        # Where a parameter is 0 the next term leads.
        leading = next((each for each in series.terms if _is_not_zero(each[0])), None)
        if leading:
            coefficient, monomial = leading
            return case.expression((coefficient * monomial.expression(t)).subs(t, direction * x))
        if series.rest is None:
            return S.Zero
    return None


def _is_not_zero(coefficient: Expr) -> bool:
    sign = constant_sign(coefficient)
    if sign is None:
        sign = sign_for_all(coefficient)
    if sign is None and coefficient.free_symbols:
        raise OpenSignError(coefficient)
    return sign != 0


RULES = (Rule(PROPERTY, "f has the asymptote `a x + b` where `f/x -> a` and `f - a x -> b`", _asymptotes, True),)
"""The line that f approaches at -oo and at oo, and the leading term of the difference."""
