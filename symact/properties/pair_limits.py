"""Limits of a function of a pair where one input grows, whatever the other is."""

from collections.abc import Iterator

import sympy
from sympy import Expr, oo

from symact.analysis.pair_factors import Factor, factors, quoted
from symact.analysis.values import UNDEFINED
from symact.definition.activation import Activation
from symact.definition.bound import Bound
from symact.definition.domain import Pair
from symact.errors import SymactError
from symact.evidence import Fact, Gap, Proof, Step
from symact.properties import limits
from symact.symbolic.real_number import Number

TOPIC = "at infinity"

DOMAINS = (Pair,)

PROPERTY = ("limit_first_neg_inf", "limit_first_pos_inf", "limit_second_neg_inf", "limit_second_pos_inf")


def derive(subject: Activation | Bound) -> list[Fact]:
    """Return the limits of f as the first and as the second input tends to -oo and to oo, the other one fixed."""
    try:
        both = factors(subject)
    except SymactError as error:
        return [Fact(name, None, sympy.true, (Gap(str(error)),)) for name in PROPERTY]
    found = [
        fact
        for place, (own, other) in enumerate(((both[0], both[1]), (both[1], both[0])))
        for fact in _limits(own, other, ("first", "second")[place])
    ]
    return sorted(found, key=lambda fact: PROPERTY.index(fact.property))


def _limits(own: Factor, other: Factor, which: str) -> Iterator[Fact]:
    for fact in limits.derive(own.line):
        name = fact.property.replace("limit", f"limit_{which}")
        if fact.value is None or fact.value in (UNDEFINED, limits.NO_LIMIT):
            gap = Gap(f"`{own.expression}` has no limit there")
            yield Fact(name, None, fact.scope, quoted(fact, own) if fact.value is None else (gap,))
            continue
        rest = other.expression
        step = Step("product of a limit", f"`{rest}` does not depend on `{own.symbol}`; an infinity takes its sign")
        yield Fact(name, _times(fact.value, rest), fact.scope, (*quoted(fact, own), Proof((step,))))


def _times(limit: Number | Expr, rest: Expr) -> Expr:
    """Return a limit times what does not change; an infinity times its sign."""
    value = limit.expression() if isinstance(limit, Number) else limit
    return sympy.Mul(value, sympy.sign(rest) if value in (oo, -oo) else rest)
