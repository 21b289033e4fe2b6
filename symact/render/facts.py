"""Facts as plain lines of text, shared by what is printed."""

from __future__ import annotations

import re

from symact.activation import Activation
from symact.binding import Bound
from symact.evidence import Fact, Gap, Proof
from symact.properties import Subject

TITLES = {
    "limit_neg_inf": "limit at -oo",
    "limit_pos_inf": "limit at +oo",
    "derivative_1": "f'",
    "derivative_2": "f''",
}
"""Property -> how a line calls it; any other goes by its own name."""

EQUATION = re.compile(r"\b(Eq|Ne)\(([^,()]+), ([^()]*(?:\([^()]*\)[^()]*)*)\)")


BETWEEN = re.compile(r"\((\w+) >(=?) (.+)\) & \(\1 <(=?) (.+)\)")


def definition(subject: Subject) -> Activation:
    """Return the definition of an activation or of a bound one."""
    return subject.activation if isinstance(subject, Bound) else subject


def smoothness_class(order: int | str | None) -> str:
    """Return a smoothness order in words: C^1, C^oo, discontinuous or unknown."""
    if order is None:
        return "unknown"
    return "discontinuous" if order == -1 else f"C^{order}"


def condition_text(condition: str) -> str:
    """Return a condition as people write it: Eq(alpha, 1) as alpha = 1; empty where it always holds."""
    if condition == "True":
        return ""
    condition = BETWEEN.sub(lambda m: f"{m[3]} <{m[2]} {m[1]} <{m[4]} {m[5]}", condition)
    return EQUATION.sub(lambda m: f"{m[2]} {'=' if m[1] == 'Eq' else '!='} {m[3]}", condition).replace(" & ", ", ")


def lines(fact: Fact) -> list[str]:
    """Return the claim of a fact as lines of text."""
    value, scope = fact.value, condition_text(fact.scope)
    if fact.property == "breakpoint":
        rows = [f"{'f' + chr(39) * r['order']}: {r['left']} | {r['right']}" for r in value["one_sided"]]
        clarke = [f"Clarke interval [{', '.join(value['clarke'])}]"] if value["clarke"] else []
        return [f"x = {value['at']}   (left | right)", *rows, *clarke]
    if fact.property == "smoothness":
        return [_given(smoothness_class(branch["order"]), condition_text(branch["condition"])) for branch in value]
    if isinstance(value, list):
        return [_given(_part(part), scope) for part in value] or [_given("none", scope)]
    return [_given("unknown" if value is None else str(value), scope)]


def _part(part: object) -> str:
    """Return one part of a value as text; an expression with the condition under which it is the value."""
    if not isinstance(part, dict):
        return str(part)
    if part.keys() == {"where", "expression"}:
        return _given(str(part["expression"]), condition_text(part["where"]))
    return ", ".join(f"{key} {_part(value)}" for key, value in part.items())


def _given(claim: str, condition: str) -> str:
    return f"{claim}   if {condition}" if condition else claim


def evidence_lines(fact: Fact) -> list[str]:
    """Return the evidence of a fact, one step a line."""
    found: list[str] = []
    for part in fact.parts:
        if isinstance(part, Proof):
            found += [f"[{step.rule}] {step.detail}" for step in part.steps]
        elif isinstance(part, Gap):
            found.append(f"[gap] {part.reason}")
        else:
            found.append(str(part.to_json()))
    return found
