"""Values of facts in a few words, for tables and pages."""

from __future__ import annotations

import re
from typing import Any

import sympy

from symact.claims import reading
from symact.enclosure.digits import digits
from symact.errors import SymactError

LONGEST = 40
"""Characters beyond which a number is shown as a decimal."""

EQUATION = re.compile(r"\b(Eq|Ne)\((\w+), ([^()]*(?:\([^()]*\))?[^()]*)\)")

DECIMALS = 12
"""Significant digits of such a decimal."""


def shown(value: Any) -> str:
    """Return a fact's value as text that a table has room for.

    Args:
        value: plain data, as docs/sheet.md has it.
    """
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    if not isinstance(value, dict):
        return short(value) if isinstance(value, str) else str(value).lower() if value in (True, False) else str(value)
    if value.keys() == {"lower", "lower_attained", "upper", "upper_attained"}:
        left, right = "(["[value["lower_attained"]], ")]"[value["upper_attained"]]
        return f"{left}{short(value['lower'])}, {short(value['upper'])}{right}"
    if value.keys() == {"from", "to", "sign"}:
        return f"f {'<=>'[value['sign'] + 1]} 0 on ({short(value['from'])}, {short(value['to'])})"
    if value.keys() == {"where", "expression"}:
        return short(value["expression"]) + ("" if value["where"] == "True" else f" if {value['where']}")
    if value.keys() >= {"from", "to"}:
        rest = ", ".join(shown(v) for k, v in value.items() if k not in ("from", "to"))
        return f"({short(value['from'])}, {short(value['to'])})" + (f" {rest}" if rest else "")
    return ", ".join(f"{key} {shown(each)}" for key, each in value.items())


def relation(condition: str) -> str:
    """Return a condition as people write it: alpha = 1 for Eq(alpha, 1).

    Args:
        condition: SymPy text.
    """
    text = EQUATION.sub(lambda m: f"{m[2]} {'=' if m[1] == 'Eq' else '!='} {m[3]}", condition)
    return text.replace(" & ", ", ").replace(" | ", " or ")


def interval(found: sympy.Interval) -> str:
    """Return an interval in brackets."""
    return f"{'[('[bool(found.left_open)]}{found.start}, {found.end}{'])'[bool(found.right_open)]}"


def short(text: str) -> str:
    """Return a number as it stands, or as a decimal where its closed form is long."""
    if len(text) <= LONGEST:
        return text
    try:
        return f"{digits(reading.number(text), DECIMALS)}..."
    except SymactError:
        return text
