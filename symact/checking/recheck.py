"""A sheet on file checked again: certificates replayed, conclusions drawn from them, chains of rules applied anew."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from symact.analysis.function_study import Study
from symact.analysis.inference import Case
from symact.analysis.parameter_regions import Region
from symact.analysis.values import Value
from symact.checking.checkers import Reader, ReplayError
from symact.checking.coverage import fault_of_scopes
from symact.checking.record_form import fault_of_fact, fault_of_sheet
from symact.checking.recorded_findings import RecordedFindings
from symact.checking.recorded_sheet import RecordedSheet, TimeIsUpError, own_symbols
from symact.checking.second_opinion import SecondOpinion
from symact.definition.huge_numbers import huge_numbers_unknown
from symact.errors import SymactError
from symact.evidence import Evidence, Fact
from symact.formula.same_value import identical, same
from symact.properties import applicable, module_of, rules_of
from symact.sheets.plain import decimals, written


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact.

    Args:
        property, scope: of the fact.
        verdict: "replayed" from its certificates, "derived again" where the evidence is a chain of steps, "refuted",
            "not decided" where the rules took too long, or "nothing claimed" for an unknown.
        reason: what does not hold, or what is missing.
        attacked: whether the second opinion tried to refute it by numbers.
    """

    property: str
    scope: str
    verdict: str
    reason: str = ""
    attacked: bool = False


def recheck(sheet: Mapping[str, Any]) -> Iterator[Outcome]:
    """Check the facts of a sheet as `symact show --json` writes it.

    Returns:
        One outcome a fact, in the order of the file; then one, refuted, for whatever is wrong with the sheet as a
        whole.

    Raises:
        SymactError: this is no sheet.
    """
    recorded, opinion = RecordedSheet(sheet), SecondOpinion(sheet)
    for fact in recorded.facts:
        fault = fault_of_fact(sheet, fact)
        name, scope = str(fact.get("property")), str(fact.get("scope"))
        found = Outcome(name, scope, "refuted", fault) if fault else _outcome(recorded, fact)
        yield _attacked(found, fact, opinion) if found.verdict in STANDS else found
    yield from faults_of_the_whole(recorded, sheet)


def faults_of_the_whole(recorded: RecordedSheet, sheet: Mapping[str, Any]) -> Iterator[Outcome]:
    """Yield what is wrong with a sheet as a whole, each refuted.

    Args:
        recorded: the definition that it is about.
        sheet: the plain data: its digest, properties without facts, scopes that leave a gap or overlap.
    """
    fault = fault_of_sheet(sheet)
    if fault:
        yield Outcome("sheet", "True", "refuted", fault)
    scopes: dict[str, list[str]] = {name: [] for name in applicable(recorded.subject)}
    for fact in recorded.facts:
        scopes.setdefault(str(fact.get("property")), []).append(str(fact.get("scope")))
    known: dict[tuple[str, ...], str] = {}
    for name, found in scopes.items():
        key = tuple(found)
        if key not in known:
            known[key] = _fault_of_scopes(recorded, found)
        fault = known[key]
        if fault or not found:
            yield Outcome(name, "True", "refuted", fault or "the sheet holds no fact on it")


STANDS = ("replayed", "derived again")
"""Verdicts on facts that the prover confirms."""


def _attacked(outcome: Outcome, fact: Mapping[str, Any], opinion: SecondOpinion) -> Outcome:
    """Return the outcome after the second opinion has tried to refute what the prover confirms."""
    objection = opinion.objection(fact)
    if objection:
        return replace(outcome, verdict="refuted", reason=f"by numbers: {objection}", attacked=True)
    return replace(outcome, attacked=objection is not None)


def _fault_of_scopes(recorded: RecordedSheet, scopes: Sequence[str]) -> str:
    expression = recorded.expression if recorded.subject.space().on_line else None
    try:
        return fault_of_scopes(scopes, recorded.symbols, recorded.defaults, expression)
    except SymactError as error:
        return str(error)


@huge_numbers_unknown()
def _outcome(recorded: RecordedSheet, fact: Mapping[str, Any]) -> Outcome:
    name, scope = str(fact["property"]), str(fact["scope"])
    if fact["value"] is None:
        return Outcome(name, scope, "nothing claimed")
    try:
        cases = _cases(fact["evidence"])
        if cases:
            drawn = [_replay(recorded, fact, certificates, conclusion) for certificates, conclusion in cases]
            recorded.check_scope([region for region, _ in drawn], scope)
            _check_decimal(fact, drawn[0][1])
        else:
            _check_decimal(fact, _derive_again(recorded, fact))
    except SymactError as error:
        verdict = "not decided" if isinstance(error, TimeIsUpError) else "refuted"
        return Outcome(name, scope, verdict, str(error) or type(error).__name__)
    # Evidence of a stranger may lack any part that its kind must have.
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return Outcome(
            name, scope, "refuted", f"evidence that has not the form of its kind ({type(error).__name__}: {error})"
        )
    return Outcome(name, scope, "replayed" if cases else "derived again")


def _check_decimal(fact: Mapping[str, Any], value: Value) -> None:
    """Raise ReplayError unless the decimal is that of the value."""
    if not identical(fact["decimal"], decimals(value)):
        raise ReplayError("the decimal is not that of the value")


def _derive_again(recorded: RecordedSheet, fact: Mapping[str, Any]) -> Value:
    """Apply the rules of a chain of steps anew, compare what comes out with the record and return it.

    Which of several equal forms comes out may depend on what the process computed before, so the comparison is of
    the mathematics, with a proof, wherever it is not of the same text.
    """
    name, scope = str(fact["property"]), str(fact["scope"])
    own = recorded.at(scope)
    if own is not None and own is not recorded.subject:
        # What took too long for all parameters there was derived of the defaults, and takes less here too.
        with suppress(ReplayError, TimeIsUpError):
            return _drawn_as_recorded(recorded, fact, recorded.derived(name, own))
    facts = recorded.derived(name, recorded.subject)
    drawn = [each for each in facts if str(each.scope) == scope]
    drawn = drawn or [each for each in facts if recorded.are_scope([str(each.scope)], scope)]
    return _drawn_as_recorded(recorded, fact, drawn)


def _drawn_as_recorded(recorded: RecordedSheet, fact: Mapping[str, Any], drawn: Sequence[Fact]) -> Value:
    """Return the value that the rules give, or raise ReplayError where it or the steps to it are not on record."""
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
        if identical(written(each.value), value):
            return each.value, each.parts
    found = repr(written(drawn[0].value)) if drawn else f"nothing for the scope {fact['scope']}"
    try:
        # A property that proves a value directly needs no form of the rules to compare it with.
        confirm, subject = getattr(module_of(name), "confirm", None), recorded.at(str(fact["scope"]))
        if drawn and confirm is not None and subject is not None:
            read = Reader(recorded.symbols).expression
            proof = confirm(subject, value, read)
            # Its decimals too are those of its own form: 0, where the rules wrote what vanishes identically.
            return [{**piece, "expression": read(piece["expression"])} for piece in value], [proof]
    except SymactError as error:
        raise ReplayError(f"the rules give {found}, not {value!r}: {error}") from None
    for each in drawn:
        if same(written(each.value), value, recorded.symbols):
            return each.value, each.parts
    raise ReplayError(f"the rules give {found}, not {value!r}")


def _cases(evidence: Sequence[Mapping[str, Any]]) -> list[tuple[list[Mapping[str, Any]], Mapping[str, Any]]]:
    """Return (certificates, conclusion) of every case of the parameters: a conclusion ends what belongs to it.

    Raises:
        ReplayError: other evidence stands between them or after the last conclusion.
    """
    found: list[tuple[list[Mapping[str, Any]], Mapping[str, Any]]] = []
    current: list[Mapping[str, Any]] = []
    for part in evidence:
        current.append(part)
        if part["kind"] == "certificate" and part["rule"] == "conclusion":
            found.append((current[:-1], part))
            current = []
    if found and current:
        raise ReplayError("evidence stands after the last conclusion")
    if any(part["kind"] != "certificate" for certificates, _ in found for part in certificates):
        raise ReplayError("evidence of another kind stands before a conclusion")
    return found


def _replay(
    recorded: RecordedSheet,
    fact: Mapping[str, Any],
    certificates: Sequence[Mapping[str, Any]],
    conclusion: Mapping[str, Any],
) -> tuple[Region, Value]:
    """Replay one case and draw its conclusion anew; return the part of the parameters' space and the value there."""
    cut, own = recorded.case(conclusion, str(fact["scope"]))
    reader = Reader({**recorded.symbols, **own_symbols(conclusion)})
    findings = RecordedFindings(own, reader)
    for data in certificates:
        findings.learn(data)
    name = str(fact["property"])
    rule = next((each for each in rules_of(module_of(name)) if name in each.names), None)
    if rule is None:
        raise ReplayError(f"{name} is no property that is concluded from certificates")
    case = Case(cut)
    value = rule.drawn(Study(findings), case)[name]
    # A root that is read may be that of a multiple of the equation on record.
    if not same(written(value), fact["value"], reader.symbols):
        raise ReplayError(f"the certificates show {written(value)!r}, not {fact['value']!r}")
    if findings.unused.total():
        raise ReplayError(f"{findings.unused.total()} of the certificates are not used")
    # The expression was compared by `case`; what remains is the sentence, and how the case and its numbers are written.
    expected = {**case.certificate(own, rule.says).to_json(), "expression": conclusion["expression"]}
    if not same(json.loads(json.dumps(expected)), dict(conclusion), reader.symbols):
        raise ReplayError("the conclusion is not written as the rule writes it")
    return cut, value
