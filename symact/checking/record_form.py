"""The form of a sheet on file: which keys and kinds there are, and what must agree without any mathematics."""

from collections.abc import Mapping
from typing import Any

from symact.errors import SymactError, excerpt
from symact.evidence import Status, status_of
from symact.sheets.digest import DIGEST, VERSION, digest_of_fact, digest_of_sheet

SHEET = frozenset(("version", "name", "expression", "parameters", "facts", DIGEST))
BOUND = SHEET | {"definition"}
PARAMETER = frozenset(("name", "rule", "default"))
FACT = frozenset(("property", "scope", "value", "decimal", "status", "evidence", DIGEST))

CHART = frozenset(("kind", "rule", "expression", "order", "lower", "upper"))
CERTIFICATES = {
    "conclusion": frozenset(("kind", "rule", "says", "expression", "symbols", "outward", "inward")),
    "limit": frozenset(("kind", "rule", "expression", "side", "value", "steps")),
    "value": frozenset(("kind", "rule", "expression", "order", "at", "value")),
    "constant": CHART | {"sign"},
    "factors": CHART | {"factors", "cells"},
    "scale": CHART | {"scale", "shift", "constant", "chart", "cells"},
    "slope": CHART | {"chart", "cells"},
    "sign chart": CHART | {"cells", "spans"},
    "growth": frozenset(("kind", "rule", "expression", "side", "says")),
    "band": frozenset(("kind", "rule", "expression", "side", "start", "centre", "radius")),
}
"""Rule of a certificate that is replayed -> its keys; a conclusion may also have ``defined``."""

DESCRIBED = "the file is no sheet: {}; see docs/sheet.md"


def check_sheet(sheet: Mapping[str, Any]) -> None:
    """Raise SymactError unless data has the form of a sheet, of this version: names, texts, lists where they belong."""
    facts, parameters = sheet.get("facts"), sheet.get("parameters")
    if not isinstance(facts, list) or not isinstance(sheet.get("expression"), str):
        raise SymactError(DESCRIBED.format("it needs an expression and a list of facts"))
    if sheet.get("version") != VERSION or isinstance(sheet["version"], bool):
        other = excerpt(sheet.get("version", "none"))
        raise SymactError(
            f"the sheet was written by another version (of sheets: {other}, here {VERSION}), whose rules may differ; "
            "derive it anew: symact show NAME --json, or symact derive FORMULA --json"
        )
    for fact in facts:
        if not isinstance(fact, Mapping) or not isinstance(fact.get("evidence"), list):
            raise SymactError(DESCRIBED.format("a fact needs a property, a scope, a value and evidence"))
    if not isinstance(parameters, list) or not all(_is_parameter(each) for each in parameters):
        raise SymactError(DESCRIBED.format("a parameter needs a name, a rule and a default"))
    bound = {"value" in each for each in parameters}
    if (
        len(bound) > 1
        or (True in bound) != ("definition" in sheet)
        or len({p["name"] for p in parameters}) < len(parameters)
    ):
        raise SymactError(DESCRIBED.format("all parameters have a value, and then it has a definition, or none has"))


def _is_parameter(each: object) -> bool:
    if not isinstance(each, Mapping) or set(each) - {"value"} != PARAMETER:
        return False
    texts = isinstance(each["name"], str) and isinstance(each["rule"], str) and isinstance(each.get("value", ""), str)
    return texts and (each["default"] is None or isinstance(each["default"], str))


def fault_of_sheet(sheet: Mapping[str, Any]) -> str:
    """Return what is wrong with a sheet's keys or its digest; empty where nothing is."""
    expected = (BOUND if "definition" in sheet else SHEET) | ({"inputs"} & sheet.keys())
    if set(sheet) != expected:
        return _keys("the sheet", set(sheet), expected)
    if sheet[DIGEST] != digest_of_sheet(sheet):
        return "the digest is not that of the sheet, which was altered"
    return ""


def fault_of_fact(sheet: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return what is wrong with a fact's keys, its digest, the form of its evidence or its status."""
    if set(fact) != FACT:
        return _keys("the fact", set(fact), FACT)
    if fact[DIGEST] != digest_of_fact(sheet, fact):
        return "the digest is not that of the fact, which was altered"
    for part in fact["evidence"]:
        fault = _fault_of_part(part)
        if fault:
            return fault
    status = status_of(fact["evidence"])
    if fact["status"] != status:
        return f"the status is {status}, not {fact['status']}"
    if fact["value"] is None and (status != str(Status.UNKNOWN) or fact["decimal"] is not None):
        return "there is evidence, but no value"
    return ""


def _fault_of_part(part: Any) -> str:
    kind = part.get("kind") if isinstance(part, Mapping) else None
    if kind == "certificate":
        rule = part.get("rule")
        expected = CERTIFICATES.get(rule) if isinstance(rule, str) else None
        # Others are derived again as a whole.
        return "" if expected is None or set(part) - {"defined"} == expected else _keys(rule, set(part), expected)
    expected = FORMS.get(kind) if isinstance(kind, str) else None
    if expected is None:
        return f"{str(kind)[:40]!r} is no kind of evidence"
    if set(part) != expected:
        return _keys(f"the {kind}", set(part), expected)
    return "" if kind != "gap" or (isinstance(part["reason"], str) and part["reason"]) else "a gap gives no reason"


FORMS = {
    "proof": frozenset(("kind", "steps")),
    "enclosure": frozenset(("kind", "precision", "balls")),
    "gap": frozenset(("kind", "reason")),
}
"""Kind of evidence -> its keys; certificates have those of their rule."""


def _keys(what: object, found: set[str], expected: frozenset[str]) -> str:
    wrong = [f"has no {key}" for key in sorted(expected - found)] + [f"has a {key!s:.40}" for key in found - expected]
    return f"{what} {wrong[0]}" if wrong else ""
