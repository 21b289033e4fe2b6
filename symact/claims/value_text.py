"""Values of facts in a few words, for tables and pages."""

import re
from collections.abc import Mapping

import sympy

from symact.analysis.values import Value
from symact.claims.number_comparison import number
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.sheets.plain import spread, written
from symact.sheets.text import smoothness_class
from symact.sheets.titles import title

LONGEST = 40
"""Characters beyond which a number is shown as a decimal."""

EQUATION = re.compile(r"\b(Eq|Ne)\((\w+), ([^()]*(?:\([^()]*\))?[^()]*)\)")

DECIMALS = 12
"""Significant digits of such a decimal."""


def told(name: str, value: Value) -> str:
    """Return a fact for readers who do not know the names and values of sheets: property and value in words."""
    return f"{title(name)}: {('no', 'yes')[value] if isinstance(value, bool) else shown(value)}"


def shown(value: Value) -> str:
    """Return a fact's value, or one that a claim names as plain data, as text that a table has room for."""
    value = spread(value)
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    if not isinstance(value, Mapping):
        return short(value)
    if value.keys() >= {"lower", "lower_attained", "upper", "upper_attained"}:
        left, right = "(["[value["lower_attained"]], ")]"[value["upper_attained"]]
        within = f"{left}{short(value['lower'])}, {short(value['upper'])}{right}"
        return f"{short(value['parts'])} within {within}" if "parts" in value else within
    if value.keys() >= {"from", "to", "sign"}:
        return f"f {'<=>'[value['sign'] + 1]} 0 on {_span(value)}"
    if value.keys() == {"where", "expression"}:
        where = str(value["where"])
        return short(value["expression"]) + ("" if where == "True" else f" if {where}")
    if value.keys() == {"condition", "order"}:
        scope = str(value["condition"])
        return smoothness_class(value["order"]) + ("" if scope == "True" else f" where {relation(scope)}")
    if value.keys() >= {"from", "to"}:
        rest = ", ".join(shown(v) for k, v in value.items() if k not in ("from", "to", "has_from", "has_to"))
        return _span(value) + (f" {rest}" if rest else "")
    return ", ".join(f"{key} {shown(each)}" for key, each in value.items())


def _span(value: Mapping[str, Value]) -> str:
    left, right = "(["[value.get("has_from", False)], ")]"[value.get("has_to", False)]
    return f"{left}{short(value['from'])}, {short(value['to'])}{right}"


def relation(condition: str) -> str:
    """Return a condition as people write it: alpha = 1 for Eq(alpha, 1)."""
    text = EQUATION.sub(lambda m: f"{m[2]} {'=' if m[1] == 'Eq' else '!='} {m[3]}", condition)
    return text.replace(" & ", ", ").replace(" | ", " or ")


def interval(found: sympy.Interval) -> str:
    """Return an interval in brackets."""
    return f"{'[('[bool(found.left_open)]}{found.start}, {found.end}{'])'[bool(found.right_open)]}"


def short(value: Value) -> str:
    """Return a leaf of a value as it is written, a number with a long closed form as a decimal."""
    if isinstance(value, bool):
        return str(value).lower()
    found = written(value)
    if not isinstance(found, str) or isinstance(value, str) or len(found) <= LONGEST:
        return str(found)
    exact = number(value)
    if exact is None:
        return found
    try:
        return f"{digits(exact, DECIMALS)}..."
    except SymactError:
        return found
