"""Limits at both infinities."""

from __future__ import annotations

import sympy
from sympy import oo

from symact.analysis.domain import natural_pieces
from symact.definition.activation import x
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.evidence import Evidence, Fact, Gap
from symact.properties import Subject
from symact.symbolic.limits import Case, limit

TOPIC = "at infinity"

PROPERTY = ("limit_neg_inf", "limit_pos_inf")

NO_LIMIT = "does not exist"
"""Value of a fact that proves that there is no limit."""


def derive(subject: Subject) -> list[Fact]:
    """Return the limits at -oo and +oo; one fact a case where they depend on the parameters."""
    facts: list[Fact] = []
    for name, side, piece in zip(PROPERTY, (-1, 1), (subject.pieces[0], subject.pieces[-1]), strict=True):
        missing = _undefined(piece, side)
        if missing:
            facts.append(Fact(name, None, sympy.true, (Gap(missing),)))
            continue
        found = limit(piece.expression, x, side)
        split = found.value is None and found.cases
        cases = found.cases if split else (Case(sympy.true, found.value, found.approach, found.exists),)
        facts += [_fact(name, case, found.evidence) for case in cases]
    return facts


def _undefined(piece: Piece, side: int) -> str:
    """Return why f is not known to be defined near an infinity; empty where it is."""
    try:
        parts = natural_pieces((piece,))
    except SymactError as error:
        return f"whether f is defined near {'oo' if side > 0 else '-oo'} is open: {error}"
    end = parts[-1].upper if side > 0 else parts[0].lower
    return "" if end in (oo, -oo) else f"f is not defined near {'oo' if side > 0 else '-oo'}"


def _fact(name: str, case: Case, evidence: Evidence) -> Fact:
    value = NO_LIMIT if case.value is None and case.exists is False else case.value
    return Fact(name, value, case.condition, (evidence,))
