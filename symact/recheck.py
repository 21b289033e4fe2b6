"""A sheet on file checked again: every certificate replayed, every conclusion drawn anew from what was replayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sympy
from sympy import Expr, Symbol

from symact.cases import Region
from symact.chart import Chart
from symact.conclusions import REPLAY, Replay
from symact.errors import SymactError
from symact.evidence import Evidence, Proof
from symact.expression import parse
from symact.number import Number
from symact.properties import module_of
from symact.replay import CHARTS, Reader, ReplayError
from symact.study import Study

ASSUMPTIONS = {"positive": {"positive": True}, "real": {"real": True}}
"""Words of a record -> assumptions of SymPy."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact.

    Args:
        property, scope: of the fact.
        verdict: "holds", "refuted", or "not replayed" for a fact whose evidence is not made of certificates.
        reason: what does not hold, or why nothing was replayed.
    """

    property: str
    scope: str
    verdict: str
    reason: str = ""


class RecordedStudy(Study):
    """A study that knows the charts and limits of a record, and derives none by itself."""

    def __init__(self, expression: Expr) -> None:
        super().__init__(expression)
        self._known: dict[tuple[Expr, int, Expr, Expr], Chart] = {}
        self._recorded: dict[tuple[Expr, int], Number | None] = {}

    def learn(self, reader: Reader, data: Mapping[str, Any]) -> None:
        """Replay a certificate and remember what it shows.

        Raises:
            ReplayError: it does not hold.
        """
        if data.get("rule") in CHARTS:
            chart = reader.chart(data)
            ends = reader.expression(data["lower"]), reader.expression(data["upper"])
            self._known[reader.expression(data["expression"]), data["order"], *ends] = chart
        elif data.get("rule") == "limit":
            self._recorded[reader.expression(data["expression"]), data["side"]] = reader.limit(data)
        elif data.get("rule") == "value":
            reader.value(data)
        else:
            raise ReplayError(f"no checker for the rule {data.get('rule')!r}")

    def _find_chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> Chart | str:
        found = self._known.get((expression, order, lower, upper))
        return found or f"the record holds no chart of derivative {order} of {expression} on ({lower}, {upper})"

    def _limit_of(self, expression: Expr, side: int) -> tuple[Number | None, Evidence]:
        if (expression, side) not in self._recorded:
            raise ReplayError(f"the record holds no limit of {expression}")
        return self._recorded[expression, side], Proof(())


def recheck(sheet: Mapping[str, Any]) -> Iterator[Outcome]:
    """Replay the facts of a sheet as `symact show --json` writes it.

    Args:
        sheet: the plain data.

    Returns:
        One outcome a fact, in the order of the file.

    Raises:
        SymactError: this is no sheet.
    """
    facts = sheet.get("facts")
    if not isinstance(facts, list) or not isinstance(sheet.get("expression"), str):
        raise SymactError("the file is no sheet: it needs an expression and a list of facts; see docs/sheet.md")
    for fact in facts:
        if not isinstance(fact, Mapping) or not isinstance(fact.get("evidence"), list):
            raise SymactError("the file is no sheet: a fact needs a property, a scope, a value and a list of evidence")
        yield _outcome(str(sheet["expression"]), fact)


def _outcome(text: str, fact: Mapping[str, Any]) -> Outcome:
    name, scope = str(fact.get("property")), str(fact.get("scope"))
    cases = _cases(fact["evidence"])
    if fact.get("value") is None:
        return Outcome(name, scope, "not replayed", "nothing is claimed")
    if not cases:
        return Outcome(name, scope, "not replayed", "its evidence is a chain of steps without certificates")
    try:
        for certificates, conclusion in cases:
            _replay(text, fact, certificates, conclusion)
    except (SymactError, KeyError, TypeError, ValueError, IndexError) as error:
        return Outcome(name, scope, "refuted", str(error) or type(error).__name__)
    return Outcome(name, scope, "holds")


def _cases(evidence: Sequence[Any]) -> list[tuple[list[Mapping[str, Any]], Mapping[str, Any]]]:
    """Return (certificates, conclusion) of every case of the parameters: a conclusion ends what belongs to it."""
    found: list[tuple[list[Mapping[str, Any]], Mapping[str, Any]]] = []
    current: list[Mapping[str, Any]] = []
    for part in evidence:
        if isinstance(part, Mapping) and part.get("kind") == "certificate":
            if part.get("rule") == "conclusion":
                found.append((current, part))
                current = []
            else:
                current.append(part)
    return found


def _replay(
    text: str, fact: Mapping[str, Any], certificates: Sequence[Mapping[str, Any]], conclusion: Mapping[str, Any]
) -> None:
    symbols = {str(name): Symbol(str(name), **ASSUMPTIONS[assumed]) for name, assumed in conclusion["symbols"].items()}
    reader = Reader(symbols)
    own = reader.expression(conclusion["expression"])
    study = RecordedStudy(own)
    for data in certificates:
        study.learn(reader, data)
    region = Region(outward=tuple((symbols[n], _outside(e)) for n, e in conclusion["outward"].items()))
    name = str(fact["property"])
    token = REPLAY.set(Replay(study, region))
    try:
        drawn = module_of(name).derive(SimpleNamespace(expression=own, pieces=study.all_pieces))
    finally:
        REPLAY.reset(token)
    values = [each.value for each in drawn if each.property == name]
    if values != [fact["value"]]:
        raise ReplayError(f"the certificates show {values[0] if values else None!r}, not {fact['value']!r}")


def _outside(text: str) -> Expr:
    return sympy.Integer(0) if not text else parse(text, None)
