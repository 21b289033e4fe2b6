"""Do the facts of a sheet agree? Facts that contradict each other are unknown, with the reason: none is claimed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from itertools import product
from typing import NamedTuple

import sympy
from sympy.logic.boolalg import Boolean

from symact.analysis.agreement_table import TABLE, Agreement
from symact.analysis.parameter_sets import allowed, common, condition, solutions
from symact.analysis.values import Identity, Value
from symact.definition.simplification import simplified
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
    """Yield the facts of one sheet that break a row of the table; facts are compared where their cases meet."""
    known: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.status > Status.UNKNOWN and fact.value is not None:
            known.setdefault(fact.property, []).append(fact)
    for row in TABLE:
        for together in product(*(known.get(name, ()) for name in row.names)):
            scope = reduce(_meet, (fact.scope for fact in together))
            if scope != sympy.false and _broken(row, together, scope):
                yield Contradiction(together, row.says)


@lru_cache(maxsize=1024)
def _meet(first: Boolean, second: Boolean) -> Boolean:
    """Return where two conditions hold both; false where that is nowhere, or several parameters leave it open."""
    if first == second or sympy.true in (first, second):
        return sympy.And(first, second)
    symbols = first.free_symbols | second.free_symbols
    if len(symbols) != 1:
        return sympy.false
    (symbol,) = symbols
    try:
        both = common(common(solutions(first), solutions(second)), allowed(symbol))
    except NotImplementedError:
        return sympy.false
    return condition({symbol: both}) if both.is_empty is False else sympy.false


def _broken(row: Agreement, facts: tuple[Fact, ...], scope: Boolean) -> bool:
    try:
        return row.holds(*(_in_case(fact.value, scope) for fact in facts)) is False
    except SymactError:
        # A comparison that is open refutes nothing.
        return False


def _in_case(value: Value, scope: Boolean) -> Value:
    """Return a value with what a case says of parameters in its identities: f(x) + f(-x) = 2*b is 0 where b is."""
    if not isinstance(value, list) or scope == sympy.true:
        return value
    given = {c.lhs: c.rhs for c in sympy.And.make_args(scope) if isinstance(c, sympy.Eq) and c.lhs.is_Symbol}
    return [
        replace(each, right=simplified(each.right.subs(given))) if isinstance(each, Identity) else each
        for each in value
    ]


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
