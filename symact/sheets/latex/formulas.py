"""Facts that a document shows as formulas on lines of their own: derivatives, limits, breakpoints, smoothness."""

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Basic, Expr

from symact.analysis.values import Value
from symact.analysis.vector_study import SWITCHES
from symact.definition.bound import definition_of
from symact.evidence import Fact
from symact.properties import Subject
from symact.properties.derivatives import chain_form, inner_argument
from symact.sheets.conditions import DEFAULTS
from symact.sheets.content import around_points
from symact.sheets.latex import vectors
from symact.sheets.latex.notation import are_defaults, cases, given, levelled, tex

LONG = 120
"""Characters of LaTeX from which a condition does not stand beside a formula, but on a line above it."""


def displayed(fact: Fact, subject: Subject) -> list[str]:
    """Return a fact as lines of LaTeX for a display.

    Returns:
        The lines; none where a line of text says it better.
    """
    write = LINES.get(fact.property)
    lines = write(fact, subject) if write and fact.value is not None else []
    condition = _condition(fact.scope, subject)
    if not lines or not condition:
        return lines
    if len(lines) == 1 and len(lines[0] + condition) <= LONG:
        return [rf"{lines[0]} \quad {condition}"]
    # Behind the last line it would seem to belong to that alone.
    return [rf"{condition}\text{{:}}", *lines]


def _condition(scope: Basic, subject: Subject) -> str:
    """Return the condition of a fact in LaTeX, "" where it always holds."""
    if scope == sympy.true:
        return ""
    defaults = are_defaults(scope, definition_of(subject).params)
    return rf"\text{{{DEFAULTS}}}" if defaults else rf"\text{{if }} {tex(scope)}"


def _derivative(fact: Fact, subject: Subject) -> list[str]:
    """Return a derivative; an inner argument gets a name and lines of its own."""
    order = int(fact.property.removeprefix("derivative_"))
    name = "f" + "'" * order + "(x)"
    # Switches may depend on parameters, so that there is no one list of pieces.
    whole, argument = subject.expression, inner_argument(subject.expression)
    if fact.scope != sympy.true or len(fact.value) > 1 or whole.has(*SWITCHES) or argument is None:
        pieces = [(levelled(each["expression"]), each["where"]) for each in fact.value]
        return [f"{name} = {cases(around_points(pieces))}"]
    shown, definitions = chain_form(whole, argument, order)
    rows: list[tuple[str, Expr]] = [(name, shown), *((tex(s), e) for s, e in definitions)]
    return [f"{left} = {tex(right)}" for left, right in rows]


def _limit(fact: Fact, subject: Subject) -> list[str]:
    side = r"-\infty" if fact.property == "limit_neg_inf" else r"\infty"
    limit = rf"\lim_{{x \to {side}}} f(x)"
    value = rf" = {tex(fact.value)}" if isinstance(fact.value, Basic) else rf" \text{{ {fact.value}}}"
    return [limit + value]


def _breakpoints(fact: Fact, subject: Subject) -> list[str]:
    return [line for each in fact.value for line in _breakpoint(each)]


def _breakpoint(value: Mapping[str, Any]) -> list[str]:
    """Return the one-sided values at a breakpoint, which is called c where it is neither an integer nor a symbol."""
    place = value["at"]
    is_short = place.is_Integer or place.is_Symbol
    point = tex(place) if is_short else "c"
    lines = [] if is_short else [f"c = {tex(place)}"]
    for row in value["one_sided"]:
        name = "f" + "'" * row["order"]
        lines.append(rf"{name}({point}^-) = {tex(row['left'])}, \qquad {name}({point}^+) = {tex(row['right'])}")
    if value["clarke"]:
        low, high = value["clarke"]
        lines.append(rf"\partial f({point}) = \left[{tex(low)},\ {tex(high)}\right]")
    return lines


def _smoothness(fact: Fact, subject: Subject) -> list[str]:
    return [given(_class(branch["order"]), branch["condition"]) for branch in fact.value]


def _class(order: Value) -> str:
    if order is None:
        return r"\text{smoothness not known}"
    if order == -1:
        return r"f \text{ is not continuous}"
    if order == "oo":
        return r"f \in C^{\infty}"
    return rf"f \in C^{{{order}}} \setminus C^{{{order + 1}}}"


LINES: dict[str, Callable[[Fact, Subject], list[str]]] = {
    "derivative_1": _derivative,
    "derivative_2": _derivative,
    "limit_neg_inf": _limit,
    "limit_pos_inf": _limit,
    "breakpoints": _breakpoints,
    "smoothness": _smoothness,
    "jacobian": vectors.jacobian,
    "gradient": vectors.gradient,
    "jacobian_form": vectors.form,
    "jacobian_kernel": vectors.kernel,
}
"""Property -> what writes it."""
