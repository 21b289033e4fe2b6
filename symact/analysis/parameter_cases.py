"""Cases of parameters: where the sign of a constant decides, the parameters' space is cut and each part tried."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sympy import Expr
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_regions import Region
from symact.analysis.parameter_relation import ANY
from symact.analysis.parameter_sets import joined
from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError

MOST_CASES = 48
"""Cases after which a property is left open."""

Answer = TypeVar("Answer")


def solve_by_cases(
    expression: Expr,
    answer: Callable[[Region, Expr], Answer],
    unknown: Callable[[str], Answer],
    within: Sequence[Region] = (Region(),),
) -> list[tuple[Region, Answer]]:
    """Return a question's answers, one a part of the parameters' space; the parts exclude each other and cover all.

    Args:
        expression: what the question is about, with parameters.
        answer: (region, expression in the region's symbols) -> the answer; raises OpenSignError for a cut.
        unknown: reason -> the answer where no cut helps.
        within: what is covered, in parts.
    """
    pending, found = list(reversed(within)), []
    while pending:
        region = pending.pop()
        try:
            found.append((region, answer(region, region.put(expression))))
        except OpenSignError as error:
            parts = region.cut(error.constant)
            if parts is None or len(parts) + len(pending) + len(found) > MOST_CASES:
                words = str(error).replace(str(error.constant), str(region.back(error.constant)))
                found.append((region, unknown(region.told(words))))
            else:
                pending += reversed(parts)
    return found


def parts_by_sign(region: Region, constant: Expr) -> list[Region]:
    """Return the parts of a region on each of which a constant has one sign; none where no cut is found.

    One cut is often not enough: l + u = 2 has a positive solution l for u < 2 alone. What no cut decides stays whole.
    """
    shown, pending, found = region.outside(constant), region.cut(constant) or [], []
    while pending:
        part = pending.pop(0)
        own = part.put(shown)
        finer = part.cut(own) if constant_sign(own) is None else None
        found += [] if finer else [part]
        pending = [*(finer or []), *pending]
    return found


def merge(
    found: Iterable[tuple[Region, Answer]], same: Callable[[Answer, Answer], bool]
) -> list[tuple[Boolean, list[Answer]]]:
    """Join parts with the same answer that differ in one parameter; return conditions and all answers of each."""
    return [(region.condition, answers) for region, answers in joined_regions(found, same)]


def joined_regions(
    found: Iterable[tuple[Region, Answer]], same: Callable[[Answer, Answer], bool]
) -> list[tuple[Region, list[Answer]]]:
    """Join as `merge`; the regions of the result say where they lie, and have no symbols of their own."""
    groups: list[tuple[Region, list[Answer]]] = []
    for region, answer in found:
        bare, answers, place = replace(region, inward=(), outward=()), [answer], len(groups)
        # What is joined may be what another group waits for.
        while both := _partner(bare, answer, groups, same):
            index, bare = both
            answers, place = groups.pop(index)[1] + answers, min(index, place)
        groups.insert(place, (bare, answers))
    return groups


def _partner(
    region: Region,
    answer: Answer,
    groups: Sequence[tuple[Region, list[Answer]]],
    same: Callable[[Answer, Answer], bool],
) -> tuple[int, Region] | None:
    for index, (other, known) in enumerate(groups):
        both = _union(other, region)
        # Whether regions meet is seen at once, whether answers are the same by algebra.
        if both is not None and same(known[0], answer):
            return index, both
    return None


def _union(a: Region, b: Region) -> Region | None:
    """Return the union of two regions that differ in the set of one parameter, or in one relation; None of others."""
    if a.relations == b.relations:
        sets = joined(dict(a.sets), dict(b.sets))
        return None if sets is None else replace(a, sets=tuple(sets.items()))
    alike = [r[:2] for r in a.relations] == [r[:2] for r in b.relations] and dict(a.sets) == dict(b.sets)
    different = [i for i, (r, s) in enumerate(zip(a.relations, b.relations, strict=False)) if r != s]
    if not alike or len(different) != 1:
        return None
    (index,) = different
    first, second = a.relations[index], b.relations[index]
    relation = first._replace(signs=first.signs | second.signs)
    rest = (*a.relations[:index], *((relation,) if relation.signs != ANY else ()), *a.relations[index + 1 :])
    return replace(a, relations=rest)
