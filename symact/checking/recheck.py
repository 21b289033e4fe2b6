"""A sheet on file checked again: certificates replayed, conclusions drawn from them, chains of rules applied anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from symact.analysis.function_study import Findings, Limit, Study
from symact.analysis.inference import Case
from symact.analysis.parameter_cases import Region
from symact.analysis.sign_chart import SignChart
from symact.analysis.values import Value
from symact.checking.checkers import CHARTS, Reader, ReplayError
from symact.checking.recorded_sheet import ASSUMPTIONS, RecordedSheet
from symact.errors import SymactError
from symact.evidence import Evidence, Fact, Proof, status_of
from symact.formula.same_value import same
from symact.properties import derive, module_of, rules_of
from symact.sheets.plain import decimals, written
from symact.symbolic.real_number import Number


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact.

    Args:
        property, scope: of the fact.
        verdict: "replayed" from its certificates, "derived again" where the evidence is a chain of steps, "refuted",
            "nothing claimed" for an unknown, or "not replayed" where the sheet does not hold enough.
        reason: what does not hold, or what is missing.
    """

    property: str
    scope: str
    verdict: str
    reason: str = ""


class RecordedFindings(Findings):
    """The charts and limits of a record; it finds none by itself."""

    def __init__(self, expression: Expr, reader: Reader) -> None:
        super().__init__(expression)
        self._reader = reader
        self._known: dict[tuple[Expr, int, Expr, Expr], SignChart] = {}
        self._recorded: dict[tuple[Expr, int], Number | None] = {}

    def learn(self, data: Mapping[str, Any]) -> None:
        """Replay a certificate and remember what it shows.

        Raises:
            ReplayError: it does not hold.
        """
        reader = self._reader
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

    def _find_chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> SignChart | str:
        again = [each if each.is_infinite else self._as_read(each) for each in (lower, upper)]
        keys = (expression, order, lower, upper), (self._as_read(expression), order, *again)
        found = next((self._known[key] for key in keys if key in self._known), None)
        return found or f"the record holds no chart of derivative {order} of {expression} on ({lower}, {upper})"

    def _find_limit(self, expression: Expr, side: int) -> Limit:
        for known in (expression, self._as_read(expression)):
            if (known, side) in self._recorded:
                return Limit(self._recorded[known, side], Proof(()))
        raise ReplayError(f"the record holds no limit of {expression}")

    def _as_read(self, expression: Expr) -> Expr:
        """Return an expression as it comes back from its text, perhaps with factors in another order."""
        return self._reader.expression(str(expression))


def recheck(sheet: Mapping[str, Any]) -> Iterator[Outcome]:
    """Check the facts of a sheet as `symact show --json` writes it.

    Args:
        sheet: the plain data.

    Returns:
        One outcome a fact, in the order of the file.

    Raises:
        SymactError: this is no sheet.
    """
    recorded = RecordedSheet(sheet)
    for fact in recorded.facts:
        yield _outcome(recorded, fact)


def _outcome(recorded: RecordedSheet, fact: Mapping[str, Any]) -> Outcome:
    name, scope = str(fact.get("property")), str(fact.get("scope"))
    if fact.get("value") is None:
        return Outcome(name, scope, "nothing claimed")
    if recorded.closed and name == "parameter_derivatives":
        return Outcome(name, scope, "not replayed", "the sheet holds the formula with the parameters' values only")
    try:
        cases = _cases(fact["evidence"])
        if cases:
            drawn = [_replay(recorded, fact, certificates, conclusion) for certificates, conclusion in cases]
            recorded.check_scope([region for region, _ in drawn], scope)
            _check_words(fact, drawn[0][1])
        else:
            _check_words(fact, _derive_again(recorded, fact))
    except (SymactError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return Outcome(name, scope, "refuted", str(error) or type(error).__name__)
    return Outcome(name, scope, "replayed" if cases else "derived again")


def _check_words(fact: Mapping[str, Any], value: Value) -> None:
    """Raise ReplayError unless status and decimal are those that follow from evidence and value."""
    status = status_of(fact["evidence"])
    if fact["status"] != status:
        raise ReplayError(f"the status is {status}, not {fact['status']}")
    if fact["decimal"] != decimals(value):
        raise ReplayError("the decimal is not that of the value")


def _derive_again(recorded: RecordedSheet, fact: Mapping[str, Any]) -> Value:
    """Apply the rules of a chain of steps anew, compare what comes out with the record and return it.

    Which of several equal forms comes out may depend on what the process computed before, so the comparison is of
    the mathematics, with a proof, wherever it is not of the same text.
    """
    name, scope = str(fact["property"]), str(fact["scope"])
    drawn = [each for each in derive(recorded.subject, name) if str(each.scope) == scope]
    value, parts = _confirmed(recorded, fact, drawn)
    steps = [part.to_json() for part in parts]
    if not same(json.loads(json.dumps(steps)), fact["evidence"], recorded.symbols):
        raise ReplayError("the rules give another chain of steps than the one on record")
    return value


def _confirmed(
    recorded: RecordedSheet, fact: Mapping[str, Any], drawn: Sequence[Fact]
) -> tuple[Value, Sequence[Evidence]]:
    """Return the value that the rules give where it is that on record, in whichever of its forms, and its proof."""
    name, value = str(fact["property"]), fact["value"]
    # The same text first: it needs no proof.
    for each in drawn:
        if written(each.value) == value:
            return each.value, each.parts
    found = repr(written(drawn[0].value)) if drawn else f"nothing for the scope {fact['scope']}"
    try:
        # A property that proves a value directly needs no form of the rules to compare it with.
        confirm = getattr(module_of(name), "confirm", None) if drawn else None
        if confirm is not None:
            proof = confirm(recorded.at(str(fact["scope"])), value, Reader(recorded.symbols).expression)
            return drawn[0].value, [proof]
    except SymactError as error:
        raise ReplayError(f"the rules give {found}, not {value!r}: {error}") from None
    for each in drawn:
        if same(written(each.value), value, recorded.symbols):
            return each.value, each.parts
    raise ReplayError(f"the rules give {found}, not {value!r}")


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
    recorded: RecordedSheet,
    fact: Mapping[str, Any],
    certificates: Sequence[Mapping[str, Any]],
    conclusion: Mapping[str, Any],
) -> tuple[Region, Value]:
    """Replay one case and draw its conclusion anew; return the part of the parameters' space and the value there."""
    cut = recorded.case(conclusion, str(fact["scope"]))
    inside = {str(n): Symbol(str(n), **ASSUMPTIONS[kind]) for n, kind in conclusion["symbols"].items()}
    reader = Reader({**recorded.symbols, **inside})
    own = reader.expression(conclusion["expression"])
    findings = RecordedFindings(own, reader)
    for data in certificates:
        findings.learn(data)
    name = str(fact["property"])
    rule = next((each for each in rules_of(module_of(name)) if name in each.names), None)
    if rule is None:
        raise ReplayError(f"{name} is no property that is concluded from certificates")
    value = rule.values(Study(findings), Case(cut))[name]
    if written(value) != fact["value"]:
        raise ReplayError(f"the certificates show {written(value)!r}, not {fact['value']!r}")
    return cut, value
