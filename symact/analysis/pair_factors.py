"""A function of a pair as a product g(a)*h(b): facts on its factors, and what follows from one of each."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.analysis.values import At, Interval, Value, same
from symact.definition.activation import Activation, x
from symact.definition.bound import Bound, definition_of
from symact.errors import SymactError, UnknownError
from symact.evidence import Enclosure, Evidence, Fact, Gap, Proof, Status, Step
from symact.symbolic.piecewise_zero_test import conjoin
from symact.symbolic.real_number import Number

ENDS = {"limit_neg_inf": "-oo", "limit_pos_inf": "oo"}
"""Property of a factor that is a limit -> where it is one."""

PRECISION = 128
"""Bits of the balls that stand for numbers of a factor."""


@dataclass(frozen=True)
class Factor:
    """A factor of a function of a pair.

    Args:
        symbol: the input that it is a function of.
        line: the same as a function of x.
    """

    symbol: Symbol
    line: Activation

    @property
    def expression(self) -> Expr:
        """The factor in the pair's own symbol."""
        return self.line.expression.xreplace({x: self.symbol})


Pairs: TypeAlias = tuple[Factor, Factor]


def factors(subject: Activation | Bound) -> Pairs:
    """Return g and h of f(a, b) = g(a)*h(b), what depends on parameters alone with g.

    Raises:
        UnknownError: f is no such product, as it is written.
    """
    about = definition_of(subject)
    params = () if isinstance(subject, Bound) else subject.params
    own: list[list[Expr]] = [[], []]
    for each in sympy.Mul.make_args(sympy.factor_terms(subject.expression)):
        found = [place for place, symbol in enumerate(about.inputs) if each.has(symbol)]
        if len(found) > 1:
            raise UnknownError(f"`{subject.expression}` is not written as a product of functions of one input each")
        own[found[0] if found else 0].append(each)
    both = [
        Factor(symbol, _line(about, sympy.Mul(*parts).xreplace({symbol: x}), params))
        for symbol, parts in zip(about.inputs, own, strict=True)
    ]
    return both[0], both[1]


def _line(about: Activation, expression: Expr, params: Iterable[object]) -> Activation:
    own = tuple(each for each in about.params if each in params and expression.has(each.symbol))
    return Activation(about.name, about.title, expression, about.sources, own)


def by_factors(
    name: str,
    subject: Activation | Bound,
    facts_of: Callable[[Factor], Iterable[Fact]],
    joined: Callable[[Pairs, Value, Value], Value],
    rule: Step,
) -> Iterator[Fact]:
    """Yield the facts on a product that follow from one fact on each factor.

    Args:
        name: of the property.
        subject: a function of a pair.
        facts_of: a factor's facts on one property, one a case of the parameters.
        joined: the product's value by those of g and h; it raises SymactError where nothing follows.
        rule: by which it follows.
    """
    try:
        both = factors(subject)
        known = [list(facts_of(each)) for each in both]
    except SymactError as error:
        yield Fact(name, None, sympy.true, (Gap(str(error)),))
        return
    found = [
        _joined_fact(name, scope, (both, one, other), joined, rule)
        for one, other in itertools.product(*known)
        if (scope := conjoin(one.scope, other.scope)) != sympy.false
    ]
    while found:
        alike = [each for each in found if each.value is not None and same(each.value, found[0].value)] or found[:1]
        found = [each for each in found if each not in alike]
        scope = sympy.Or(*(each.scope for each in alike)).simplify() if len(alike) > 1 else alike[0].scope
        yield Fact(name, alike[0].value, scope, tuple(part for each in alike for part in each.parts))


def _joined_fact(
    name: str,
    scope: Boolean,
    known: tuple[Pairs, Fact, Fact],
    joined: Callable[[Pairs, Value, Value], Value],
    rule: Step,
) -> Fact:
    both, one, other = known
    parts = (*quoted(one, both[0]), *quoted(other, both[1]))
    gaps = tuple(each for each in parts if isinstance(each, Gap))
    if gaps:
        return Fact(name, None, scope, gaps)
    try:
        return Fact(name, joined(both, one.value, other.value), scope, (*parts, Proof((rule,))))
    except SymactError as error:
        return Fact(name, None, scope, (Gap(str(error)),))


def quoted(fact: Fact, factor: Factor) -> tuple[Evidence, ...]:
    """Return a fact on a factor as evidence: its claim if it is proved, balls of its numbers if it is certified."""
    if fact.value is None:
        return tuple(part for part in fact.parts if isinstance(part, Gap)) or (Gap(f"{fact.property} is open"),)
    says = f"{fact.property.replace('_', ' ')} of `{factor.expression}`"
    if fact.status is Status.PROVED:
        whole = [str(fact.value)] if isinstance(fact.value, Expr) else []
        values = [each.text() for each in numbers(fact.value)] or whole
        end = ENDS.get(fact.property) if values else None
        said = f"{says}: {', '.join(f'`{each}`' for each in values) or fact.value}"
        tends = f"`{factor.expression} -> {', '.join(values)}` at `{end}`"
        return (Proof((Step("factor of a pair", tends if end else said),)),)
    return (Enclosure(tuple((says, _ball(each)) for each in numbers(fact.value)) or ((says, "none"),), PRECISION),)


def _ball(number: Number) -> str:
    return number.text() if number.is_infinite or number.has_parameters else str(number.ball(PRECISION))


def numbers(value: Value) -> list[Number]:
    """Return the numbers of a value, in their order."""
    if isinstance(value, Number):
        return [value]
    if isinstance(value, Interval):
        return [value.lower, value.upper]
    if isinstance(value, At):
        return [*numbers(value.where), *numbers(dict(value.says))]
    if isinstance(value, Mapping):
        return [number for each in value.values() for number in numbers(each)]
    if isinstance(value, list | tuple):
        return [number for each in value for number in numbers(each)]
    return []
