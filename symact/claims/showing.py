"""Values of facts in a few words, for tables and pages."""

from __future__ import annotations

from typing import Any

from symact.claims import reading
from symact.constants import digits
from symact.errors import SymactError

LONGEST = 40
"""Characters beyond which a number is shown as a decimal."""

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
    if "one_sided" in value:
        return f"x = {short(value['at'])}, " + ", ".join(map(_sides, value["one_sided"]))
    if value.keys() == {"where", "expression"}:
        return short(value["expression"]) + ("" if value["where"] == "True" else f" if {value['where']}")
    if value.keys() >= {"from", "to"}:
        rest = ", ".join(shown(v) for k, v in value.items() if k not in ("from", "to"))
        return f"({short(value['from'])}, {short(value['to'])})" + (f" {rest}" if rest else "")
    return ", ".join(f"{key} {shown(each)}" for key, each in value.items())


def _sides(row: dict[str, Any]) -> str:
    return f"f{chr(39) * row['order']}: {short(row['left'])} | {short(row['right'])}"


def short(text: str) -> str:
    """Return a number as it stands, or as a decimal where its closed form is long."""
    if len(text) <= LONGEST:
        return text
    try:
        return f"{digits(reading.number(text), DECIMALS)}..."
    except SymactError:
        return text
