"""Do the facts of a sheet agree? Facts that contradict each other are unknown, with the reason: none is claimed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import sympy

from symact.analysis.agreement_table import TABLE, Agreement
from symact.errors import SymactError
from symact.evidence import Fact, Gap, Status


class Contradiction(NamedTuple):
    """Facts that cannot hold together.

    Args:
        facts: one for each property of the row that they break.
        says: the row in words.
    """

    facts: tuple[Fact, ...]
    says: str


def contradictions(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    """Yield the facts of one sheet that break a row of the table; facts of different cases are not compared."""
    known: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.status > Status.UNKNOWN and fact.value is not None:
            known.setdefault(fact.property, []).append(fact)
    for row in TABLE:
        for together in product(*(known.get(name, ()) for name in row.names)):
            scopes = {fact.scope for fact in together} - {sympy.true}
            if len(scopes) <= 1 and _broken(row, together):
                yield Contradiction(together, row.says)


def _broken(row: Agreement, facts: tuple[Fact, ...]) -> bool:
    try:
        return row.holds(*(fact.value for fact in facts)) is False
    except SymactError:
        # A comparison that is open refutes nothing.
        return False


def agreed(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts of a sheet, those that contradict each other as unknown."""
    reasons: dict[int, str] = {}
    for found in contradictions(facts):
        names = " and ".join(fact.property for fact in found.facts)
        for fact in found.facts:
            reasons.setdefault(id(fact), f"{names} contradict each other: {found.says}")
    return [
        replace(fact, value=None, parts=(Gap(reasons[id(fact)]),)) if id(fact) in reasons else fact for fact in facts
    ]
