"""What is claimed in one region of the parameters: kept in the region's own symbols, written in the parameters."""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import sympy
from sympy import Basic, Expr, Or
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_regions import Region
from symact.analysis.parameter_sets import allowed, common, solutions
from symact.analysis.values import Value, expressions, mapped
from symact.evidence import Certificate, Enclosure, Evidence, Fact, Gap, Proof, Status
from symact.sentence import with_formulas
from symact.symbolic.domain_conditions import UNREAL


@dataclass(frozen=True)
class Claim:
    """A value, and where it holds: a region, and a rule's further condition.

    Value and evidence are kept in the symbols of the region in which they were derived, and written in the parameters
    when they are asked for: most of those at special values only confirm what holds around them.
    """

    region: Region
    extra: Boolean
    derived_in: Region
    own_value: Value
    own_parts: tuple[Evidence, ...]

    @cached_property
    def value(self) -> Value:
        """The value in the parameters."""
        return mapped(self.own_value, partial(_written, self.derived_in))

    @cached_property
    def parts(self) -> tuple[Evidence, ...]:
        """The evidence in the parameters, where it is text."""
        return tuple(in_parameters(part, self.derived_in) for part in self.own_parts)

    @cached_property
    def is_known(self) -> bool:
        """Whether the value is proved or certified."""
        return min((part.status for part in self.own_parts), default=Status.UNKNOWN) > Status.UNKNOWN


def claimed(region: Region, fact: Fact) -> Claim:
    """Return a claim whose scope is put into its region as far as it concerns one parameter."""
    scope = _uncluttered(region.outside(fact.scope))
    symbols = scope.free_symbols
    if len(symbols) == 1:
        (symbol,) = symbols
        try:
            part = common(solutions(scope), dict(region.sets).get(symbol, allowed(symbol)))
        except NotImplementedError:
            return Claim(region, scope, region, fact.value, fact.parts)
        narrowed = replace(region, sets=tuple({**dict(region.sets), symbol: part}.items()))
        return Claim(narrowed, sympy.true, region, fact.value, fact.parts)
    return Claim(region, scope, region, fact.value, fact.parts)


def _uncluttered(scope: Boolean) -> Boolean:
    """Return a condition without parameters that stand on both sides of a comparison: a < 0 for b < b - a."""

    def short(each: Relational) -> Boolean:
        difference = sympy.expand(each.lhs - each.rhs)
        return each if difference.free_symbols == each.free_symbols else each.func(difference, 0).canonical

    return scope.replace(lambda each: isinstance(each, Relational), short)


def _written(region: Region, part: Basic) -> Basic:
    """Return a part of a value in the parameters; of a condition both sides of each comparison are simplified."""
    if isinstance(part, Expr):
        return region.back(part)
    return part.replace(lambda e: isinstance(e, Relational), lambda e: e.func(*(_written(region, a) for a in e.args)))


def in_parameters(part: Evidence, region: Region) -> Evidence:
    """Return evidence in the parameters, where it is text."""
    if isinstance(part, Proof):
        return Proof(tuple(replace(step, detail=with_formulas(step.detail, region.told)) for step in part.steps))
    if isinstance(part, Gap):
        return Gap(with_formulas(part.reason, region.told))
    if isinstance(part, Enclosure):
        return replace(part, balls=tuple((with_formulas(what, region.told), ball) for what, ball in part.balls))
    return Certificate(part.rule, _told(part.data, region))


def _told(data: Any, region: Region) -> Any:
    if isinstance(data, dict):
        return {key: _told(each, region) for key, each in data.items()}
    if isinstance(data, list):
        return [_told(each, region) for each in data]
    return region.told(data) if isinstance(data, str) else data


def value_at(value: Value, point: Region) -> Value:
    """Return a value in the symbols of a point; of entries with conditions, those that hold."""
    return holding(mapped(value, lambda each: _put(each, point)))


def holding(value: Value) -> Value:
    """Return a value, of entries with conditions those that hold, of which equal ones are one."""
    if not isinstance(value, list) or not all(isinstance(e, dict) and "condition" in e for e in value):
        return value
    alike = [[o["condition"] for o in value if {**o, "condition": e["condition"]} == e] for e in value]
    joined = [{**e, "condition": Or(*conditions)} for e, conditions in zip(value, alike, strict=True)]
    return [e for i, e in enumerate(joined) if e not in joined[:i] and e["condition"] != sympy.false]


def _put(each: Basic, point: Region) -> Basic:
    """Return an expression or a condition at a point; NaN for a condition on 1/0, which SymPy refuses to form."""
    sides = [side for relation in each.atoms(Relational) for side in relation.args]
    if any(point.put(side).has(sympy.zoo, sympy.nan) for side in sides):
        return sympy.nan
    if isinstance(each, Expr):
        return point.put(each)
    # Where a is put in as 0, Eq(a, b) becomes Eq(0, b); what is derived there says Eq(b, 0).
    return point.put(each).replace(lambda node: isinstance(node, Relational), lambda node: node.canonical)


def is_unreal(value: Value) -> bool:
    """Whether an expression in a value is not a real number or an infinity."""
    return any(each not in (sympy.oo, -sympy.oo) and each.has(*UNREAL) for each in expressions(value))
