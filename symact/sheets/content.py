"""A sheet as plain data: everything that is derived of an activation, ready to be printed or kept.

The facts themselves carry values (symact.analysis.values); their way into text is one step, here:
`symact.sheets.plain.plain(fact)` for JSON, from which `symact.sheets.text.lines` makes lines, and
`symact.sheets.latex.values.claim(fact)` or `symact.sheets.latex.formulas.displayed` for LaTeX.
"""

from collections.abc import Sequence
from typing import Any

import sympy
from sympy import And, Basic, Expr, GreaterThan, Ne, Not, Piecewise, StrictGreaterThan, StrictLessThan
from sympy.core.relational import Relational

from symact.analysis.definition_cases import definition_cases, own_pieces
from symact.analysis.parameter_cases import merge
from symact.analysis.recurring import recurring
from symact.candidates import libraries
from symact.candidates.spelling import AsArray, Profile
from symact.definition.activation import Param, x
from symact.definition.bound import Bound, definition_of
from symact.definition.constant_sign import constant_sign
from symact.definition.domain import Vector
from symact.definition.reductions import is_one_number
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.evidence import Fact
from symact.properties import Subject, derive_all
from symact.sheets.digest import VERSION
from symact.sheets.plain import plain
from symact.symbolic.fixed_point_condition import solution
from symact.symbolic.real_number import DIGITS

LEARNED = ", learnable"

GREATER = (GreaterThan, StrictGreaterThan)

SHOWN_DIGITS = 17
"""Significant digits of an irrational parameter on the sheet."""


def branches(subject: Subject) -> list[tuple[Expr, Basic]]:
    """Return (expression, where it holds) from left to right; as it is written where there is no one list of pieces."""
    as_written = [(subject.expression, sympy.true)]
    if not subject.space().on_line or recurring(subject.expression):
        return as_written
    found = []
    pairs = [(low.symbol, high.symbol) for low, high in definition_of(subject).ordered]
    ordered = [high - low for low, high in pairs]
    for region in definition_cases(subject.expression):
        if any(constant_sign(region.put(each)) in (-1, 0) for each in ordered):
            continue
        try:
            pieces = own_pieces(subject.expression, region)
        except SymactError:
            return as_written
        found.append((region, [(region.back(p.expression), region.outside(p.condition(x))) for p in pieces]))
    cases = merge(found, lambda a, b: a == b)
    if len(cases) > 1:
        # Lists of pieces for several cases of the parameters say less than the definition does.
        return _rows(subject.expression) if isinstance(subject.expression, Piecewise) else as_written
    declared = {each for low, high in pairs for each in (low < high, high > low)}
    written = [
        (expression, And(*(set(And.make_args(condition)) - declared), where))
        for condition, (rows, *_) in cases
        for expression, where in rows
    ]
    defaults = {p.symbol: p.default for p in definition_of(subject).params if p.default is not None}
    if len(written) == 1 and written[0][1].subs(defaults) == sympy.false:
        # Cases where a part may have no value are left out: not if the defaults are among them.
        return as_written
    return around_points(written)


def around_points(rows: list[tuple[Expr, Basic]]) -> list[tuple[Expr, Basic]]:
    """Return rows of which one that holds on both sides of a point stands once, for x other than it."""
    for k, (left, below) in enumerate(rows):
        if isinstance(below, StrictLessThan) and below.lhs == x and (left, x > below.rhs) in rows[k + 1 :]:
            rest = [each for each in rows[k + 1 :] if each != (left, x > below.rhs)]
            return [*rows[:k], (left, Ne(x, below.rhs)), *around_points(rest)]
    return rows


def _rows(listed: Piecewise) -> list[tuple[Expr, Basic]]:
    """Return the rows of a definition as it is written; conditions exclude each other, but for a last true one."""
    earlier: list[Basic] = []
    rows = []
    for expression, where in listed.args:
        condition = _turned(where)
        others = () if condition == sympy.true else (Not(each) for each in earlier if not _exclude(each, condition))
        rows.append((expression, And(condition, *others)))
        earlier.append(condition)
    return rows


def _exclude(one: Basic, other: Basic) -> bool:
    """Whether the one says that x is less than a number, and the other that it is greater than one that is not less."""
    pairs = ((a, b) for a, b in ((one, other), (other, one)) if isinstance(a, StrictLessThan) and b.func in GREATER)
    return any(a.lhs == b.lhs == x and (b.rhs - a.rhs).is_nonnegative for a, b in pairs)


def _turned(condition: Basic) -> Basic:
    """Return a condition with x on the left of each relation that compares it."""

    def turned(each: Relational) -> Relational:
        found = each.reversed if each.rhs in (x, -x) else each
        return found.reversedsign if found.lhs == -x else found

    return condition.replace(lambda each: isinstance(each, Relational), turned)


def content(subject: Subject, facts: Sequence[Fact] | None = None) -> dict[str, Any]:
    """Return the sheet of an activation as plain data, deriving what is not given."""
    activation = definition_of(subject)
    return {
        "version": VERSION,
        "name": activation.name,
        "expression": str(subject.expression),
        **({"definition": str(activation.expression)} if isinstance(subject, Bound) and subject.values else {}),
        **({} if subject.space().on_line else {"inputs": list(subject.domain.names)}),
        "parameters": parameters(subject),
        "facts": [plain(fact) for fact in (derive_all(subject) if facts is None else facts)],
        "title": activation.title,
        "called": called(subject),
        "pieces": [{"where": str(where), "expression": str(formula)} for formula, where in branches(subject)],
        "parameter_lines": [_parameter(p, subject) for p in activation.params],
        "profiles": [_profile(p) for p in libraries.profiles(activation)],
        "sources": [f"{s.reference}: {s.says}" for s in activation.sources],
    }


def called(subject: Subject) -> str:
    """Return how a sheet calls the function: f(x), f(a, b) of a pair, f(x)_i for an entry of a vector."""
    domain = subject.domain
    entry = isinstance(domain, Vector) and not is_one_number(subject.expression, definition_of(subject).inputs)
    return f"f({', '.join(domain.names)}){'_i' if entry else ''}"


def parameters(subject: Subject) -> list[dict[str, Any]]:
    """Return the parameters as a sheet has them: name, rule, default, and the value where they are bound."""
    bound = dict(subject.values) if isinstance(subject, Bound) else {}
    return [
        {
            "name": p.name,
            "rule": p.rule,
            "default": None if p.default is None else str(p.default),
            **({"value": str(bound[p.name])} if bound else {}),
        }
        for p in definition_of(subject).params
    ]


def _default(param: Param, subject: Subject) -> str:
    """Return a default, one that a condition determines to 40 digits, the last correctly rounded."""
    if param.default is not None:
        return f"default {param.default}"
    try:
        return f"default {digits(dict(solution(definition_of(subject)).values)[param], DIGITS)}"
    except SymactError:
        return "determined by a condition"


def _parameter(param: Param, subject: Subject) -> str:
    default = _default(param, subject)
    value = dict(subject.values).get(param.name) if isinstance(subject, Bound) else None
    if value is not None:
        default = f"= {value}" if value.is_Rational else f"= {digits(value, SHOWN_DIGITS)}..."
    says = f" ({param.says})" if param.says else ""
    return f"{param.allowed}, {default}{says}{LEARNED if param.learnable else ''}"


def _profile(profile: Profile) -> str:
    arguments = ", ".join(f"{key}={_argument(value)}" for key, value in profile.arguments)
    note = f"; {profile.note}" if profile.note else ""
    return f"{profile.path}({arguments}){note}"


def _argument(value: object) -> str:
    if isinstance(value, AsArray):
        return f"[{_argument(value.value)}]"
    return value.name if isinstance(value, Param) else repr(value) if isinstance(value, str) else str(value)
