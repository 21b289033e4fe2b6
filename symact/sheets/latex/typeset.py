"""What documents need of a sheet beside its plain data: formulas and claims in LaTeX, kept with it in the cache."""

from collections.abc import Mapping, Sequence
from typing import Any

from symact.definition.bound import definition_of
from symact.definition.domain import Vector
from symact.evidence import Fact
from symact.properties import Subject, module_of, topic_of
from symact.sheets.content import branches, called
from symact.sheets.latex.formulas import displayed
from symact.sheets.latex.notation import cases
from symact.sheets.latex.values import claim, condition, heading
from symact.sheets.latex.vectors import indexed, written
from symact.sheets.text import under


def typeset(subject: Subject, facts: Sequence[Fact]) -> dict[str, Any]:
    """Return the formula, and of each fact topic, heading, and lines for a display, or a claim and its condition."""
    return {"formula": formula(subject), "facts": [_fact(subject, fact) for fact in facts]}


def formula(subject: Subject) -> str:
    """Return the definition in LaTeX, with an index to every entry of a vector."""
    name = called(subject).replace("_i", "_{i}")
    inputs = definition_of(subject).inputs if isinstance(subject.domain, Vector) else ()
    rows = [(indexed(each, inputs) if inputs else each, where) for each, where in branches(subject)]
    return f"{name} = {cases(rows)}"


def _fact(subject: Subject, fact: Fact) -> dict[str, Any]:
    if isinstance(subject.domain, Vector):
        fact = written(fact, subject)
    lines = displayed(fact, subject)
    return {
        "topic": topic_of(module_of(fact.property)),
        "heading": heading(fact.property),
        "lines": lines,
        "claim": "" if lines else claim(fact),
        "condition": "" if lines else condition(fact.scope, definition_of(subject).params),
    }


def said(typeset: Mapping[str, Any]) -> str:
    """Return a claim with its condition in one line; the condition of several parts, or of an unknown, comes first.

    Args:
        typeset: of a fact that has no lines for a display.
    """
    claim, given = typeset["claim"], typeset["condition"]
    if not given:
        return str(claim)
    return f"{under(given)}: {claim}" if is_compound(claim) else rf"{claim} \ {under(given)}"


def is_compound(claim: str) -> bool:
    """Whether a condition after a claim would seem to belong to its last part alone."""
    return "; " in claim or " if " in claim or claim.startswith("unknown")
