"""From a study to facts: a rule concludes for every case of the parameters, and the evidence follows by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeAlias

import sympy
from sympy import Expr

from symact.analysis.function_study import Study, study
from symact.analysis.parameter_cases import Region, merge, solve_by_cases
from symact.definition.activation import x
from symact.errors import SymactError
from symact.evidence import Certificate, Evidence, Fact, Gap
from symact.symbolic.real_number import Number
from symact.symbolic.transseries import OpenSignError


class CaseWriter:
    """Writes numbers of one case of the parameters, and keeps the equations of those without closed form.

    Args:
        region: the case.
    """

    def __init__(self, region: Region) -> None:
        self.region = region
        self.definitions: dict[str, str] = {}

    def number(self, value: Number) -> str:
        """Return a number as SymPy text in the parameters, or as a decimal whose equation is kept."""
        if value.exact is not None:
            return str(self.region.back(value.exact))
        text = value.text()
        self.definitions[text] = value.definition()
        return text

    def expression(self, value: Expr) -> str:
        """Return an expression as SymPy text in the parameters."""
        return str(self.region.back(value))

    def certificate(self, own: Expr, says: str) -> Certificate:
        """Return the conclusion as evidence: what it was drawn from, and how its numbers are defined."""
        symbols = {s.name: "positive" if s.is_positive else "real" for s in sorted(own.free_symbols - {x}, key=str)}
        outward = {s.name: str(e) for s, e in self.region.outward if s.name in symbols}
        inward = {s.name: str(e) for s, e in self.region.inward}
        data = {"says": says, "expression": str(own), "symbols": symbols, "outward": outward, "inward": inward}
        return Certificate("conclusion", data | ({"defined": self.definitions} if self.definitions else {}))


Rule: TypeAlias = Callable[[Study, CaseWriter], Mapping[str, Any]]
"""Returns property -> value; raises UnknownError where a step failed, OpenSignError where a parameter decides."""


class Replay(NamedTuple):
    """What one property is concluded from while a record is replayed: its own charts, in its own case."""

    study: Study
    region: Region
    property: str


REPLAY: ContextVar[Replay | None] = ContextVar("replay", default=None)
"""Set while a record is replayed; rules then draw their conclusion from it, and nothing is derived."""


class _Answer:
    """The values and the evidence of one case."""

    def __init__(self, values: Mapping[str, Any], parts: tuple[Evidence, ...]) -> None:
        self.values, self.parts = values, parts


def conclude(expression: Expr, names: tuple[str, ...], rule: Rule, says: str) -> list[Fact]:
    """Return the facts that a rule concludes, one a property and case.

    Args:
        expression: f, possibly with parameters.
        names: the properties that the rule gives.
        rule: draws the conclusion from a study.
        says: the rule in one sentence, for the record.

    Returns:
        The facts; where a step failed, or a parameter could not be split, the value is None and the reason is given.
    """
    replay = REPLAY.get()
    if replay is not None:
        if replay.property not in names:
            return []
        values = rule(replay.study, CaseWriter(replay.region))
        return [Fact(name, values[name], "", ()) for name in names]

    def answer(region: Region, own: Expr) -> _Answer:
        try:
            subject = study(own)
            subject.used.clear()
            writer = CaseWriter(region)
            values = rule(subject, writer)
            return _Answer(values, (*subject.used.values(), writer.certificate(own, says)))
        except OpenSignError:
            raise
        except (SymactError, ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError) as error:
            return unknown(f"{type(error).__name__}: {error}" if not isinstance(error, SymactError) else str(error))

    def unknown(reason: str) -> _Answer:
        return _Answer(dict.fromkeys(names), (Gap(reason),))

    found = solve_by_cases(expression, answer, unknown)
    facts = []
    for name in names:
        cases = [(region, (a.values[name], a.parts)) for region, a in found]
        for scope, answers in merge(cases, _agree):
            parts = tuple(part for _, each in answers for part in each)
            facts.append(Fact(name, answers[0][0], str(scope), parts))
    return facts


def _agree(a: tuple[Any, tuple[Evidence, ...]], b: tuple[Any, tuple[Evidence, ...]]) -> bool:
    """Whether two cases have the same value, or are open for the same kind of reason."""
    known, others = (any(isinstance(part, Gap) for part in parts) for _, parts in (a, b))
    return bool(a[0] == b[0]) and known == others


def point(writer: CaseWriter, place: Number, period: Expr | None = None, **more: Any) -> dict[str, Any]:
    """Return a place as an entry of a list, with the period after which it recurs."""
    return {"at": writer.number(place), **more, **recurring(writer, period)}


def stretch(
    writer: CaseWriter, lower: Number, upper: Number, period: Expr | None = None, **more: Any
) -> dict[str, Any]:
    """Return an interval as an entry of a list, with the period after which it recurs."""
    return {"from": writer.number(lower), "to": writer.number(upper), **more, **recurring(writer, period)}


def recurring(writer: CaseWriter, period: Expr | None) -> dict[str, str]:
    """Return the period as a field of an entry, where there is one."""
    return {} if period is None else {"period": writer.expression(sympy.simplify(period))}
