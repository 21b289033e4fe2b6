"""Limits at both infinities."""

from __future__ import annotations

import sympy
from sympy import oo

from symact.analysis.domain import natural_pieces
from symact.analysis.findings import undisguised
from symact.analysis.limit_cases import limit_cases
from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.evidence import Fact, Gap
from symact.properties import Subject

TOPIC = "at infinity"

PROPERTY = ("limit_neg_inf", "limit_pos_inf")

NO_LIMIT = "does not exist"
"""Value of a fact that proves that there is no limit."""


def derive(subject: Subject) -> list[Fact]:
    """Return the limits at -oo and +oo; one fact a case where they depend on the parameters."""
    facts: list[Fact] = []
    for name, side, piece in zip(PROPERTY, (-1, 1), (subject.pieces[0], subject.pieces[-1]), strict=True):
        outer = _outermost(piece, side)
        if isinstance(outer, str):
            facts.append(Fact(name, None, sympy.true, (Gap(outer),)))
            continue
        for case in limit_cases(outer.expression, side):
            value = NO_LIMIT if case.exists is False else case.value
            facts.append(Fact(name, value, case.condition, case.parts))
    return facts


def _outermost(piece: Piece, side: int) -> Piece | str:
    """Return the part of a piece that reaches to an infinity, or why f is not known to be defined that far."""
    try:
        parts = natural_pieces((piece,))
    except SymactError as error:
        return f"whether f is defined near {'oo' if side > 0 else '-oo'} is open: {error}"
    outer = parts[-1] if side > 0 else parts[0]
    if (outer.upper if side > 0 else outer.lower) not in (oo, -oo):
        return f"f is not defined near {'oo' if side > 0 else '-oo'}"
    return undisguised(outer)
