"""Facts in every case of the parameters: derived in a region's own symbols, and held against special values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import And, Expr, Set, Symbol

from symact.analysis.definition_cases import definition_cases, own_pieces
from symact.analysis.parameter_cases import joined_regions, parts_by_sign
from symact.analysis.parameter_regions import Region
from symact.analysis.parameter_relation import ANY, Relation
from symact.analysis.parameter_sets import allowed, beyond, both, common
from symact.analysis.regional_claim import Claim, claimed, holding, is_unreal, value_at
from symact.analysis.regional_definition import own_definition, require_domain
from symact.analysis.special_values import special_constants
from symact.analysis.values import Value, agree, expressions
from symact.definition.activation import Activation, x
from symact.errors import OpenSignError, SymactError
from symact.evidence import Fact, Gap
from symact.system.time_limit import TimeLimitError, half_of_the_rest

MOST_CUTS = 3
"""Parameters that are cut before a module's facts are left open."""

Derive = Callable[[Activation], list[Fact]]
"""What derives the facts of a definition, its parameters being symbols."""


def facts_by_cases(activation: Activation, derive: Derive, names: Sequence[str]) -> list[Fact]:
    """Return the facts of a definition with parameters, with the scope of each.

    They are derived in each region of `definition_cases`, and again at each value at which the formula may change its
    kind: what does not hold there, or is not known for symbols, becomes a case of its own.

    Args:
        activation: a function of one number.
        derive: gives the facts in a region, from the definition in its symbols.
        names: of the properties, which are unknown where a sign is open that no cut decides.
    """
    claims: dict[str, list[Claim]] = {}
    for region in definition_cases(activation.expression):
        for name, found in _within(activation, derive, names, region).items():
            claims.setdefault(name, []).extend(found)
    return [fact for name, found in claims.items() for fact in _joined(name, found)]


def where_defined(activation: Activation, facts: Sequence[Fact]) -> list[Fact]:
    """Return facts on a definition as it is written, each for parameters with which it has a value."""
    regions = joined_regions(((region, True) for region in definition_cases(activation.expression)), bool.__eq__)
    defined = sympy.Or(*(region.condition for region, _ in regions))
    return [replace(fact, scope=both(defined, fact.scope)) for fact in facts]


def _within(activation: Activation, derive: Derive, names: Sequence[str], region: Region) -> dict[str, list[Claim]]:
    """Return the claims of one region by property."""

    def open_(reason: str) -> dict[str, list[Claim]]:
        return {name: [Claim(region, sympy.true, region, None, (Gap(reason),))] for name in names}

    limit = None
    try:
        with half_of_the_rest() if region.sets else nullcontext() as limit:
            return _compared(activation, derive, region)
    except TimeLimitError as error:
        if error.limit is not limit:
            raise
        return open_(str(error))
    except OpenSignError as error:
        parts = region.cut(error.constant)
        if parts is None or len(region.outward) > MOST_CUTS:
            return open_(region.told(str(error)))
    except SymactError as error:
        # What is not found in one region may be known in the others.
        return open_(region.told(str(error)))
    claims: dict[str, list[Claim]] = {}
    for part in parts:
        for name, found in _within(activation, derive, names, part).items():
            claims.setdefault(name, []).extend(found)
    return claims


def _compared(activation: Activation, derive: Derive, region: Region) -> dict[str, list[Claim]]:
    """Return the claims for all of a region, with special values at which the claim differs as cases of their own."""
    claims = _derived(activation, derive, region)
    cuts = _cuts(activation.expression, region)
    points = _points(cuts, region)
    special = {point: _with_values(activation, derive, point) for point in points}

    def beside_values(name: str, found: list[Claim]) -> list[Claim]:
        """Return claims on one property, those at special values apart where the claim differs."""
        for point in points:
            if not _holds_at(found, special[point].get(name, []), point):
                own = _with_corners(activation, derive, name, special[point].get(name, []), point)
                found = _without(found, point) + own
        return found

    claims = {name: beside_values(name, found) for name, found in claims.items()}
    unknown = {
        n for n, found in claims.items() if not any(c.is_known and c.region.fixed == region.fixed for c in found)
    }
    if not unknown or not cuts:
        return claims
    # What is open for all values may be known where a sign is.
    finer = [special.get(part) or _in_part(activation, derive, part, region) for part in cuts[0]]
    for name in unknown:
        found = [claim for each in finer for claim in each.get(name, [])]
        if any(claim.is_known for claim in found):
            claims[name] = beside_values(name, found)
    return claims


def _in_part(activation: Activation, derive: Derive, part: Region, region: Region) -> dict[str, list[Claim]]:
    """Return the claims in a part of a region; raises OpenSignError for a constant in the symbols of the region."""
    try:
        return _derived(activation, derive, part)
    except OpenSignError as error:
        raise OpenSignError(region.put(part.outside(error.constant))) from None


def _with_corners(activation: Activation, derive: Derive, name: str, found: list[Claim], point: Region) -> list[Claim]:
    """Return the claims on one property where a parameter has a special value, those apart where another one has, too.

    What is a*x below -1, x between, and b*x above 1 with a = 1 has one kink, but for b = 1.
    """
    for corner in _points(_cuts(activation.expression, point), point):
        there = _derived(activation, derive, corner).get(name, [])
        if not _holds_at(found, there, corner):
            found = _without(found, corner) + there
    return found


def _points(cuts: Iterable[Iterable[Region]], region: Region) -> list[Region]:
    """Return the parts where a parameter has one value, but those inside others with the same parameters fixed.

    Of those that several cuts made, none whose value is a quotient: formulas with such a quotient in place of a
    parameter are those on which SymPy's search does not end.
    """
    found = dict.fromkeys(p for parts in cuts for p in parts if p.fixed > region.fixed)
    few = len(region.sets) + len(region.relations) + 1
    return [
        p
        for p in found
        if (len(p.sets) + len(p.relations) <= few or all(each.root.is_polynomial() for each in p.relations))
        and not any(q.fixed == p.fixed and {*q.sets, *q.relations} < {*p.sets, *p.relations} for q in found)
    ]


def _with_values(activation: Activation, derive: Derive, region: Region) -> dict[str, list[Claim]]:
    """Return the claims where a parameter has a special value, those apart where another one leaves them without value.

    At a = 0 the gain of a*x + b is 1/|b|, but for b = 0.
    """
    claims = _derived(activation, derive, region)
    if not any(_divides(claim.own_value) for found in claims.values() for claim in found):
        return claims
    for point in _points(_cuts(activation.expression, region), region):
        lost = [name for name, found in claims.items() if any(is_unreal(value_at(c.value, point)) for c in found)]
        there = _with_values(activation, derive, point) if lost else {}
        for name in lost:
            claims[name] = _without(claims[name], point) + there.get(name, [])
    return claims


def _divides(value: Value) -> bool:
    """Whether a value has a divisor made of parameters alone."""
    powers = (power for each in expressions(value) for power in each.atoms(sympy.Pow) if not power.base.has(x))
    return any(power.exp.could_extract_minus_sign() and power.base.free_symbols for power in powers)


def _derived(activation: Activation, derive: Derive, region: Region) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    own = own_definition(activation, region)
    facts = derive(own)
    if any(fact.value is None for fact in facts):
        require_domain(own, region)
    for fact in facts:
        claims.setdefault(fact.property, []).append(claimed(region, fact))
    return claims


@lru_cache(maxsize=64)
def _cuts(expression: Expr, region: Region) -> tuple[tuple[Region, ...], ...]:
    """Return the parts of a region by each constant that may vanish in it."""
    try:
        pieces = own_pieces(expression, region)
    except SymactError:
        return ()
    # What is the same on both sides of a breakpoint ends there.
    steps = [b.expression - a.expression for a, b in pairwise(pieces)]
    shown = [region.put(expression), *(piece.expression for piece in pieces), *steps]
    constants = [constant for each in shown for constant in special_constants(each)]
    # In the symbols of a < 1 a formula's constant a is 1 - b, and need not show.
    constants += map(region.put, special_constants(expression))
    return tuple(tuple(parts) for each in dict.fromkeys(constants) if (parts := parts_by_sign(region, each)))


def _holds_at(claims: Sequence[Claim], special: Sequence[Claim], point: Region) -> bool:
    """Whether what is claimed at a point, if anything, has a value there and is what is derived there."""
    values = dict(point.inward)
    # Where another parameter has a special value, the claims are held against its corners with this one.
    wider = [c for c in claims if c.region.fixed <= point.fixed]
    here = [c for c in wider if And(c.region.condition, c.extra).subs(values) != sympy.false]
    if len(here) != 1 or len(special) > 1:
        return False
    (claim,) = here
    value = value_at(claim.value, point)
    if is_unreal(value):
        return False
    if not special or special[0].own_value is None:
        return claim.value is not None
    return claim.value is not None and agree(value, holding(special[0].own_value))


def _without(claims: Iterable[Claim], point: Region) -> list[Claim]:
    """Return claims for all of their places but those of a point, which may be cut in more than one parameter."""
    found: list[Claim] = []
    within = list(claims)
    for symbol, part in point.sets:
        found += [own for claim in within if (own := _within_set(claim, symbol, beyond(symbol, part)))]
        within = [own for claim in within if (own := _within_set(claim, symbol, part))]
    for relation in point.relations:
        others = relation._replace(signs=ANY - relation.signs)
        found += [own for claim in within if (own := _related(claim, others))]
        within = [own for claim in within if (own := _related(claim, relation))]
    return found


def _within_set(claim: Claim, symbol: Symbol, part: Set) -> Claim | None:
    """Return a claim where a parameter lies in a set, None where it never does."""
    sets = dict(claim.region.sets)
    sets[symbol] = common(sets.get(symbol, allowed(symbol)), part)
    if sets[symbol] is sympy.S.EmptySet:
        return None
    return replace(claim, region=replace(claim.region, sets=tuple(sets.items())))


def _related(claim: Claim, relation: Relation) -> Claim | None:
    """Return a claim where a relation holds too, None where the claim's own say otherwise."""
    known = claim.region.relations
    index = next((i for i, each in enumerate(known) if each[:2] == relation[:2]), len(known))
    signs = relation.signs & (known[index].signs if index < len(known) else ANY)
    own = (*known[:index], relation._replace(signs=signs), *known[index + 1 :])
    return replace(claim, region=replace(claim.region, relations=own)) if signs else None


def _joined(name: str, claims: Iterable[Claim]) -> Iterator[Fact]:
    """Yield facts: claims of the same value, or of none, with the union of their regions."""
    # Where a = 0, b <= 0 and a < b exclude each other.
    claims = [c for c in claims if And(c.region.condition, c.extra).subs(c.region.values) != sympy.false]
    for region, answers in joined_regions(((c.region, c) for c in claims), _same):
        # Of equal forms, one that has a value, and the right one, at each more special place.
        best = next((c for c in answers if all(_covers(c, each) for each in answers)), None)
        if best is None:
            yield from (Fact(name, c.value, And(c.region.condition, c.extra), c.parts) for c in answers)
        else:
            parts = [part for c in answers for part in c.parts]
            once = tuple(part for i, part in enumerate(parts) if part not in parts[:i])
            yield Fact(name, best.value, And(region.condition, answers[0].extra), once)


def _covers(a: Claim, b: Claim) -> bool:
    """Whether the value of a claim is that of another one, at the same place or at a more special one."""
    return a is b or (a.region.fixed <= b.region.fixed and _same(a, b))


def _same(a: Claim, b: Claim) -> bool:
    if a.extra != b.extra or a.is_known != b.is_known:
        return False
    if a.own_value is None or b.own_value is None:
        return a.own_value is b.own_value
    # A value is a claim also where no evidence is left for it.
    if agree(a.value, b.value):
        return True
    point, other = (a, b) if a.region.fixed > b.region.fixed else (b, a)
    if not point.region.fixed > other.region.fixed:
        return False
    value = value_at(other.value, point.region)
    return not is_unreal(value) and agree(value, value_at(point.value, point.region))
