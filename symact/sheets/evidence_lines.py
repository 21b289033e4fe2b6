"""The evidence of a fact as lines of text, one step a line, from its plain data alone."""

import re
from collections.abc import Mapping
from typing import Any

from symact.display import derivative_of, spelled_out
from symact.sentence import unmarked
from symact.sheets.explain import bounds_of_band
from symact.sheets.proof_cases import by_conclusion, conditions
from symact.sheets.text import SIGNS, number
from symact.sheets.wording import told

ITSELF = re.compile(r"\[[a-z ]*\] (.+) = \1")
"""A step that says of a term that it is its own series."""


def evidence_lines(fact: Mapping[str, Any]) -> list[str]:
    """Return the evidence of a fact, one step a line; where it goes by cases, each begins with what it assumes."""
    blocks = [(parts, end, ", ".join(conditions(end))) for parts, end in by_conclusion(fact["evidence"])]
    cases = {assumed for _, end, assumed in blocks if end}
    found: list[str] = []
    for parts, end, assumed in blocks:
        found += [f"[case] {assumed}"] if end and len(cases) > 1 else []
        said = (unmarked(told(line, end.get("outward", {}))) for part in parts for line in _evidence(part))
        found += (spelled_out(line) for line in said if not ITSELF.fullmatch(line))
    return found


def _evidence(part: Mapping[str, Any]) -> list[str]:
    if part["kind"] == "proof":
        return [f"[{step['rule']}] {step['detail']}" for step in part["steps"]]
    if part["kind"] == "gap":
        return [f"[gap] {part['reason']}"]
    if part["kind"] == "enclosure":
        return [f"[enclosure] {what}: {ball}" for what, ball in part["balls"]]
    return _certificate(part)


def _certificate(part: Mapping[str, Any]) -> list[str]:
    rule = part["rule"]
    if rule == "conclusion":
        defined = [f"[defined by] `{number(text)}`: `{equation}`" for text, equation in part.get("defined", {}).items()]
        return [f"[conclusion] {part['says']}", *defined]
    if rule == "band":
        return [f"[band] for {bounds_of_band(part)}"]
    if rule in ("limit", "value"):
        place = part.get("at") or ("oo" if part["side"] > 0 else "-oo")
        return [f"[{rule}] {_what(part)} at x = `{place}`: `{number(part['value'])}`"]
    cells = part.get("cells") or ([[part["lower"], part["upper"], part["sign"]]] if "lower" in part else [])
    if not cells:
        return [f"[{rule}] {part.get('says', '')}"]
    signs = ", ".join(f"{SIGNS[sign]} on (`{number(low)}`, `{number(high)}`)" for low, high, sign in cells)
    return [f"[{rule}] {_what(part)}: {signs}"]


def _what(part: Mapping[str, Any]) -> str:
    return derivative_of(part.get("order", 0), part["expression"])
