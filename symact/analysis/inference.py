"""From a study to facts: a rule concludes for every case of the parameters, and the evidence follows by itself."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import NamedTuple

from sympy import Expr

from symact.analysis.definition_cases import definition_cases
from symact.analysis.function_study import Study, study
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.special_values import special_constants
from symact.analysis.values import At, Interval, Value, same
from symact.definition.activation import x
from symact.definition.simplification import simplified
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Certificate, Evidence, Fact, Gap
from symact.symbolic.real_number import Number
from symact.system.time_limit import TimeLimitError, half_of_the_rest

ASSUMPTIONS = {each: {each: True} for each in ("positive", "negative", "nonnegative", "real")}
"""Words of a record, the strongest first -> assumptions of SymPy."""


class Case:
    """One case of the parameters: brings values back to them, and keeps the equations of numbers without closed form.

    Args:
        region: the part of the parameters' space.
    """

    def __init__(self, region: Region) -> None:
        self.region = region
        self.definitions: dict[str, str] = {}

    def number(self, value: Number) -> Number:
        """Return a number in the parameters; the equation of one without closed form is kept."""
        if value.exact is not None:
            return Number(self.region.back(value.exact))
        own = replace(value, factor=self.region.back(value.factor))
        self.definitions[own.text()] = own.definition()
        return own

    def inside(self, value: Number) -> Number:
        """Return a number of `number` in the symbols of the case, where its sign is known."""
        if value.exact is not None:
            return Number(self.region.put(value.exact))
        return replace(value, factor=self.region.put(value.factor))

    def expression(self, value: Expr) -> Expr:
        """Return an expression in the parameters."""
        return self.region.back(value)

    def at(self, place: Number, period: Expr | None = None, **says: Value) -> At:
        """Return what holds at a point, with the period after which it recurs."""
        return At(self.number(place), says, self._recurring(period))

    def on(
        self,
        lower: Number,
        upper: Number,
        period: Expr | None = None,
        has_ends: tuple[bool, bool] = (False, False),
        **says: Value,
    ) -> At:
        """Return what holds on an interval, open unless it has its ends, with the period after which it recurs."""
        return At(Interval(self.number(lower), self.number(upper), *has_ends), says, self._recurring(period))

    def _recurring(self, period: Expr | None) -> Expr | None:
        return None if period is None else self.expression(simplified(period))

    def certificate(self, own: Expr, says: str) -> Certificate:
        """Return the conclusion as evidence: what it was drawn from, and how its numbers are defined."""
        inside = sorted(own.free_symbols - {x}, key=str)
        symbols = {s.name: next(each for each in ASSUMPTIONS if s.assumptions0.get(each)) for s in inside}
        outward = {s.name: str(e) for s, e in self.region.outward if s.name in symbols}
        inward = {s.name: str(e) for s, e in self.region.inward}
        data = {"says": says, "expression": str(own), "symbols": symbols, "outward": outward, "inward": inward}
        return Certificate("conclusion", data | ({"defined": self.definitions} if self.definitions else {}))


@dataclass(frozen=True, slots=True)
class Rule:
    """How some properties follow from a study; the engine and the checker of records call it alike.

    Args:
        names: of the properties.
        says: the rule in one sentence, for the record.
        values: draws the conclusion in one case: property -> value. It raises UnknownError where a step failed,
            OpenSignError where a parameter decides.
        of_one_period: whether that is right where the pieces are those of one period of f, which recur.
    """

    names: tuple[str, ...]
    says: str
    values: Callable[[Study, Case], Mapping[str, Value]]
    of_one_period: bool = False

    def drawn(self, study: Study, case: Case) -> Mapping[str, Value]:
        """Return the values in one case; raises as `values`, and UnknownError where f switches in every period."""
        if study.is_cut and not self.of_one_period:
            raise UnknownError(
                "f switches, ends or has holes in every period, and no rule concludes this from one period"
            )
        return self.values(study, case)


class _Answer(NamedTuple):
    """The values and the evidence of one case."""

    values: Mapping[str, Value]
    parts: tuple[Evidence, ...]


def conclude(expression: Expr, rule: Rule) -> list[Fact]:
    """Return the facts that a rule concludes, one a property and case.

    Returns:
        The facts; where a step failed, or a parameter could not be split, the value is None and the reason is given.
    """

    def answer(region: Region, own: Expr) -> _Answer:
        limit = None
        try:
            with half_of_the_rest() if region.sets else nullcontext() as limit:
                subject, case = study(own), Case(region)
                values = rule.drawn(subject, case)
                return _Answer(values, (*subject.used, case.certificate(own, rule.says)))
        except OpenSignError:
            raise
        except TimeLimitError as error:
            if error.limit is not limit:
                raise
            return unknown(str(error))
        except SymactError as error:
            # What no rule finds for all values of a parameter may be found where their signs are known.
            constants = map(region.put, special_constants(expression)) if region in regions else ()
            constant = next((each for each in constants if each.free_symbols and region.cut(each)), None)
            if constant is not None:
                raise OpenSignError(constant) from None
            return unknown(region.told(str(error)))

    def unknown(reason: str) -> _Answer:
        return _Answer(dict.fromkeys(rule.names), (Gap(reason),))

    regions = definition_cases(expression)
    found = solve_by_cases(expression, answer, unknown, regions)
    facts = []
    for name in rule.names:
        cases = [(region, (a.values[name], a.parts)) for region, a in found]
        for scope, answers in merge(cases, _agree):
            parts = tuple(part for _, each in answers for part in each)
            facts.append(Fact(name, answers[0][0], scope, parts))
    return facts


def _agree(a: tuple[Value, tuple[Evidence, ...]], b: tuple[Value, tuple[Evidence, ...]]) -> bool:
    """Whether two cases have the same value, or are open for the same kind of reason."""
    known, others = (any(isinstance(part, Gap) for part in parts) for _, parts in (a, b))
    return same(a[0], b[0]) and known == others
