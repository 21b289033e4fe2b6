"""The proof of a fact in sentences, from its recorded evidence alone, as text and in LaTeX."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_UP, Context, Decimal
from fractions import Fraction
from typing import Any

from symact.display import derivative_of, spelled_out
from symact.sentence import unmarked
from symact.sheets.conditions import defaults_of
from symact.sheets.named_roots import with_named_roots
from symact.sheets.proof_cases import by_conclusion, conditions
from symact.sheets.rule_statements import statements
from symact.sheets.text import lines, number
from symact.sheets.titles import title
from symact.sheets.wording import told

CONSTANT = r"(?:(?!\bx\b)[^`])*"
"""A formula in which x does not stand."""

TRIVIAL = re.compile(
    r"(?:At x = `([^`]*)`|As x tends to `([^`]*)`), `x` (?:has the value `\1`|tends to `\2`)\."
    rf"|(?:At x = `[^`]*`|As x tends to `[^`]*`), (?:`({CONSTANT})` (?:has the value|tends to) `\3`"
    rf"|the (?:second )?derivative of `{CONSTANT}` (?:has the value|tends to) `0`)\."
    rf"|The (?:second )?derivative of `{CONSTANT}` is 0 on [^.]*\."
    r"|`(?!0 =)([^`]+) = \4` \([a-z ]*\)\."
)
"""That x and a constant have their own values, a constant a derivative of 0, and that a term is its own series."""

ROOT = re.compile(r"(?:(.*) at )?the root (\[[^]]*\]) of (.*) = 0")
"""An isolated root, or a value there."""

WORDS = {1: "positive", -1: "negative", 0: "0"}

HENCE = "Hence the claim, by this criterion:"
"""How a sentence begins that ends a proof, or a case of it."""

STATUS = {
    "proved": "This is proved: every step is algebra or a named rule.",
    "certified": "This is certified: where algebra does not decide, balls of interval arithmetic cover the line.",
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


def claim(fact: Mapping[str, Any], sheet: Mapping[str, Any]) -> list[str]:
    """Return what is claimed, a sentence or a head and its lines."""
    said = lines(fact, defaults_of(sheet))
    head = f"{sheet['title']}, {title(fact['property'])}"
    return [f"{head}: {said[0]}"] if len(said) == 1 else [f"{head}:", *(f"  {line}" for line in said)]


def sentences(fact: Mapping[str, Any]) -> list[str]:
    """Return the proof of a fact: one sentence a step, repeated ones once.

    Where it goes by cases of the parameters, what is said in all of them stands before the first, and their common
    conclusion behind the last.
    """
    cases: dict[tuple[str, ...], list[str]] = {}
    after: list[str] = []
    for parts, conclusion in by_conclusion(fact["evidence"]):
        said = [line for part in parts for line in _part(part)]
        into = cases.setdefault(tuple(conditions(conclusion)), []) if conclusion else after
        into += [told(line, conclusion.get("outward", {})) for line in said]
    steps = list(dict.fromkeys((*_by_cases(cases), *after))) if len(cases) < 2 else [*_by_cases(cases), *after]
    telling = [line for line in steps if not TRIVIAL.fullmatch(line)]
    return telling if any(not line.startswith(HENCE) for line in telling) else steps


def _by_cases(cases: Mapping[tuple[str, ...], Sequence[str]]) -> Iterator[str]:
    """Yield what is said in all cases, then each case with its condition, then the conclusion of all."""
    shared = dict.fromkeys(
        line for said in cases.values() for line in said if all(line in each for each in cases.values())
    )
    yield from (line for line in shared if not line.startswith(HENCE))
    for assumed, said in cases.items():
        own = dict.fromkeys(line for line in said if line not in shared and not TRIVIAL.fullmatch(line))
        telling = [each for each in assumed if not all(each in other for other in cases)]
        if own and telling:
            yield f"Let {', '.join(f'`{each}`' for each in telling)}."
        yield from own
    yield from (line for line in shared if line.startswith(HENCE))


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
            yield f"{step['detail']} ({step['rule']})."
    elif part["kind"] == "gap":
        yield f"This step failed: {part['reason']}."
    elif part["kind"] == "enclosure":
        for what, ball in part["balls"]:
            yield f"In balls of {part['precision']} bits, {what} lies in `{ball}`."
    else:
        yield from _certificate(part)


def _certificate(part: Mapping[str, Any]) -> Iterator[str]:
    rule = part["rule"]
    if rule == "conclusion":
        for text, equation in part.get("defined", {}).items():
            said = ROOT.sub(_root, equation) if ROOT.search(equation) else f"defined by `{equation}`"
            yield f"Here `{number(text)}` is {said}."
        yield f"{HENCE} {part['says']}."
    elif rule == "value":
        yield f"At x = `{part['at']}`, {_what(part)} has the value `{number(part['value'])}`."
    elif rule == "limit":
        place = "oo" if part["side"] > 0 else "-oo"
        tends = "has no limit" if part["value"] is None else f"tends to `{number(part['value'])}`"
        yield f"As x tends to `{place}`, {_what(part)} {tends}."
    elif "lower" in part:
        yield _chart(part)
    elif rule == "band":
        yield f"For {bounds_of_band(part)}."
    elif rule == "growth":
        yield f"Far out, {_what(part)} takes every value."
    else:
        yield f"{part.get('says', '')} ({rule})."


def bounds_of_band(part: Mapping[str, Any]) -> str:
    """Return the bounds of an oscillating derivative on a half line, in words."""
    reach = f"x >= `{part['start']}`" if part["side"] > 0 else f"x <= `-{part['start']}`"
    about = f"`{number(part['centre'])}`"
    return f"{reach}, {_what(part)} differs from {about} by at most `{_rounded_up(part['radius'])}`"


def _root(found: re.Match[str]) -> str:
    """Return the root that defines a number, or at which a value is one, with formulas apart from words."""
    of, ball, zero = found.groups()
    return f"{f'`{of}` at ' if of else ''}the root {ball} of `{zero}`"


def _rounded_up(radius: str) -> str:
    """Return a bound to three digits."""
    exact = Fraction(radius)
    up = Context(prec=3, rounding=ROUND_UP)
    return f"{up.divide(Decimal(exact.numerator), Decimal(exact.denominator)):g}"


def _what(part: Mapping[str, Any]) -> str:
    return derivative_of(part.get("order", 0), number(part["expression"]))


def _chart(part: Mapping[str, Any]) -> str:
    cells = part.get("cells") or [[part["lower"], part["upper"], part.get("sign", 0)]]
    signs = ", ".join(f"{WORDS.get(sign, sign)} on (`{number(a)}`, `{number(b)}`)" for a, b, sign in cells)
    how = {
        "factors": ", by the signs of its factors",
        "constant": ": it is free of x",
        "scale": ", as a stretched copy of a function whose signs are known",
        "slope": ", by the signs of its derivative and its own where those begin, change and end",
        "sign chart": ", by balls on boxes that cover the interval, and series at its ends",
    }[part["rule"]]
    zeros = [cell[0] for cell in cells[1:]]
    *others, last = (f"`{number(each)}`" for each in zeros or [""])
    where = f" and 0 at {', '.join(others)}{' and ' * bool(others)}{last} alone" if zeros else ""
    what = _what(part)
    subject = f"The function {what}" if what.startswith("`") else f"{what[:1].upper()}{what[1:]}"
    return f"{subject} is {signs}{where}{how if any(cell[2] for cell in cells) else ''}."


def text(sheet: Mapping[str, Any], name: str) -> str:
    """Return the proofs of the facts of one property for a terminal.

    Raises:
        SymactError: the sheet has no such fact.
    """
    parts: list[str] = []
    sheet, named = with_named_roots({**sheet, "facts": facts_of(sheet, name)})
    for fact in sheet["facts"]:
        proof = [f"  {k}. {line}" for k, line in enumerate(sentences(fact), 1)]
        parts += [*claim(fact, sheet), "", STATUS[fact["status"]], *proof]
        parts += [f"  {line}" for line in settling(fact, sheet["parameters"])] if fact["status"] == "unknown" else []
        used = rules_used(fact)
        parts += ["", "The rules:", *(f"  {line}" for line in used)] if used else []
        parts.append("")
    parts += ["Here", *(f"  {line}" for line in named)] if named else []
    return spelled_out(unmarked("\n".join(parts)).rstrip())
