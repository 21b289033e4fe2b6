"""The proof of a fact in sentences, from its recorded evidence alone, as text and in LaTeX.

In a sentence formulas stand between backquotes; what writes it sets them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symact.display import sums_in_words
from symact.sheets.rule_statements import statements
from symact.sheets.text import SIGNS, evidence_lines, lines, number
from symact.sheets.titles import title

FORMULA = re.compile(r"`([^`]*)`")

TRIVIAL = re.compile(
    r"(?:At x = `[^`]*`|As x tends to `[^`]*`[a-z ]*), (?:`([^`x]*)` (?:has the value|tends to) `\1`"
    r"|the (?:second )?derivative of `[^`x]*` (?:has the value|tends to) `0`)\."
)
"""That a constant has its own value, and a derivative of 0."""

STATUS = {
    "proved": "This is proved: every step is algebra or a named rule.",
    "certified": "This is certified: where algebra does not decide, balls of interval arithmetic cover the line.",
    "checked": "This is checked at finitely many points, and not proved.",
    "unknown": "This is unknown.",
}


def facts_of(sheet: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the facts of one property on a sheet.

    Raises:
        SymactError: the sheet has no such fact; the message names the nearest.
    """
    from symact.errors import unknown_name

    found = [fact for fact in sheet["facts"] if fact["property"] == name]
    if not found:
        raise unknown_name(f"property of {sheet['name']}", name, dict.fromkeys(f["property"] for f in sheet["facts"]))
    return found


def claim(fact: Mapping[str, Any], about: str) -> list[str]:
    """Return what is claimed, a sentence or a head and its lines."""
    said = lines(fact)
    head = f"{about}, {title(fact['property'])}"
    return [f"{head}: {said[0]}"] if len(said) == 1 else [f"{head}:", *(f"  {line}" for line in said)]


def sentences(fact: Mapping[str, Any]) -> list[str]:
    """Return the proof of a fact: one sentence a step, repeated ones once."""
    said = list(dict.fromkeys(evidence_lines(fact, _part)))
    telling = [line for line in said if not TRIVIAL.fullmatch(line)]
    return telling or said


def rules_used(fact: Mapping[str, Any]) -> list[str]:
    """Return the rules of a proof as docs/rules.md states them, in the order of their use."""
    names = [step["rule"] for part in fact["evidence"] for step in part.get("steps", ()) if isinstance(step, Mapping)]
    names += [part["rule"] for part in fact["evidence"] if part["kind"] == "certificate"]
    known = statements()
    return [
        f"{name}: {known[name].says}" + (f" (if {known[name].condition})" if known[name].condition else "")
        for name in dict.fromkeys(names)
        if name in known
    ]


def settling(fact: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]] = ()) -> list[str]:
    """Return what would settle a fact that is unknown; nothing of another one."""
    if all(part["kind"] != "gap" for part in fact["evidence"]) and fact["value"] is not None:
        return []
    found = ["It would be settled by a rule of proof that decides this step, or by a counterexample to the claim."]
    free = [each["name"] for each in parameters if "value" not in each]
    if free:
        found.append(f"With a number for {' and '.join(free)} (--param) more may be decided.")
    return found


def _part(part: Mapping[str, Any]) -> Iterator[str]:
    if part["kind"] == "proof":
        for step in part["steps"]:
            yield f"By the rule of {step['rule']}: `{step['detail']}`."
    elif part["kind"] == "gap":
        yield f"This step failed: {part['reason']}."
    elif part["kind"] == "sample":
        yield f"At {', '.join(part['points'])} it was checked."
    elif part["kind"] == "enclosure":
        for what, ball in part["balls"]:
            yield f"In balls of {part['precision']} bits, {what} lies in `{ball}`."
    else:
        yield from _certificate(part)


def _certificate(part: Mapping[str, Any]) -> Iterator[str]:
    rule = part["rule"]
    if rule == "conclusion":
        for text, equation in part.get("defined", {}).items():
            yield f"Here `{number(text)}` is defined by `{equation}`."
        yield f"Hence, by what is known so far: {part['says']}."
    elif rule == "value":
        yield f"At x = `{part['at']}`, {_what(part)} has the value `{number(part['value'])}`."
    elif rule == "limit":
        side = "oo" if part.get("side", 0) > 0 else "-oo"
        place = part.get("at", side)
        # A record of a one-sided limit at a point has both.
        beside = "" if place == side else " from the right" if part.get("side", 0) > 0 else " from the left"
        yield f"As x tends to `{place}`{beside}, {_what(part)} tends to `{number(part['value'])}`."
    elif "lower" in part:
        yield _chart(part)
    elif rule == "growth":
        yield f"Far out, {_what(part)} takes every value."
    else:
        yield f"By the rule of {rule}: {part.get('says', '')}."


def _what(part: Mapping[str, Any]) -> str:
    order = part.get("order", 0)
    derivative = {0: "", 1: "the derivative of ", 2: "the second derivative of "}.get(order, f"derivative {order} of ")
    return f"{derivative}`{number(part['expression'])}`"


def _chart(part: Mapping[str, Any]) -> str:
    cells = part.get("cells") or [[part["lower"], part["upper"], part.get("sign", 0)]]
    signs = ", ".join(f"{SIGNS.get(sign, sign)} on (`{number(a)}`, `{number(b)}`)" for a, b, sign in cells)
    how = {
        "factors": "a product of factors whose signs are known",
        "constant": "free of x",
        "scale": "a stretched copy of a function whose signs are known",
    }.get(part["rule"], "enclosed in balls on boxes that cover the interval, with series at its ends")
    zeros = [cell[0] for cell in cells[1:]]
    where = f" and it is 0 at {' and '.join(f'`{number(each)}`' for each in zeros)} alone" if zeros else ""
    what = _what(part)
    subject = f"The function {what}" if what.startswith("`") else f"{what[:1].upper()}{what[1:]}"
    return f"{subject} is {how}: {signs}{where}."


def text(sheet: Mapping[str, Any], name: str) -> str:
    """Return the proofs of the facts of one property for a terminal.

    Raises:
        SymactError: the sheet has no such fact.
    """
    parts: list[str] = []
    for fact in facts_of(sheet, name):
        proof = [f"  {k}. {line}" for k, line in enumerate(sentences(fact), 1)]
        parts += [*claim(fact, sheet["title"]), "", STATUS[fact["status"]], *proof]
        parts += [f"  {line}" for line in settling(fact, sheet["parameters"])] if fact["status"] == "unknown" else []
        used = rules_used(fact)
        parts += ["", "The rules:", *(f"  {line}" for line in used)] if used else []
        parts.append("")
    return sums_in_words("\n".join(FORMULA.sub(r"\1", part) for part in parts).rstrip())
