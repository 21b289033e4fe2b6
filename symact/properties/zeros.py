"""Sign and zeros of f."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Expr

from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.analysis.half_line_waves import halves
from symact.analysis.inference import Case, Rule
from symact.analysis.product_zeros import zeros_of_product
from symact.analysis.sign_intervals import Run, recurrence, rotated, runs
from symact.analysis.values import At
from symact.errors import UnknownError
from symact.symbolic.real_number import ZERO, Number

TOPIC = "values"

PROPERTY = ("sign", "zeros")


def _sign(study: Study, case: Case) -> dict[str, Any]:
    try:
        return {"sign": _signs(study.turned(0), case)}
    except UnknownError:
        parts = halves(study)
        if parts is None:
            raise
    signs = {
        outer.side: [
            replace(case.on(cell.lower, cell.upper, outer.period, sign=cell.sign), side=outer.side)
            for cell in outer.cells
        ]
        for outer in parts.outer
    }
    return {"sign": [*signs.get(-1, []), *_signs(parts.middle, case), *signs.get(1, [])]}


def _signs(study: Study, case: Case) -> list[At]:
    stretches = runs(study, 0)
    if study.is_cut and stretches[0].sign == 0:
        raise UnknownError("f is 0 where the period is cut")
    groups = [stretches[:1]]
    for before, run in pairwise(stretches):
        if before.sign == run.sign and _passes(study, before, run):
            groups[-1].append(run)
        else:
            groups.append([run])
    outer = [None, *(group[-1] for group in groups[:-1])], [*(group[0] for group in groups[1:]), None]
    owned = {
        group[0].lower: (_keeps(study, group[0], before, -1), _keeps(study, group[-1], after, 1))
        for before, group, after in zip(outer[0], groups, outer[1], strict=True)
    }
    if study.is_cut:
        # The last stretch goes on into the first of the next period.
        owned[groups[-1][0].lower] = owned[groups[-1][0].lower][0], owned[groups[0][0].lower][1]
    merged = [replace(group[0], upper=group[-1].upper, last=group[-1].last) for group in groups]
    in_order = rotated(study, merged)
    sign = [
        case.on(r.lower, r.upper, recurrence(study, r, 0), owned.get(r.lower, (False, False)), sign=r.sign)
        for r in in_order
    ]
    goes_on = len(merged) - len(in_order)
    for index, (left, right) in reversed(list(enumerate(pairwise(groups)))):
        value = _value_between(study, left[-1], right[0])
        own = 0 if value is None else compare(value, ZERO)
        if own and own not in (left[-1].sign, right[0].sign):
            sign.insert(index + 1 - goes_on, case.at(left[-1].upper, _period(study), sign=own))
    return sign


def _zeros(study: Study, case: Case) -> dict[str, Any]:
    study = study.turned(0)
    try:
        return {"zeros": zero_set(study, runs(study, 0), case)}
    except UnknownError:
        found = zeros_of_product(study, study.pieces[0].expression)
        parts = None if found else halves(study)
        if found is None and parts is None:
            raise
    if found:
        recurring = [case.at(each, found.period) for each in found.recurring]
        return {"zeros": [*map(case.at, found.alone), *recurring]}
    assert parts is not None
    least = {outer.side: outer.least() for outer in parts.outer}
    zeros = {
        side: [replace(case.at(zero, period), side=side) for zero in found] for side, (found, period) in least.items()
    }
    middle = zero_set(parts.middle, runs(parts.middle, 0), case)
    return {"zeros": [*zeros.get(-1, []), *middle, *zeros.get(1, [])]}


def _period(study: Study) -> Expr | None:
    """Return the period after which signs and zeros of f recur; None where they do not."""
    return None if study.drifts else study.period


def _keeps(study: Study, run: Run, other: Run | None, side: int) -> bool:
    """Whether f has the sign of a run at an end of it too, beyond which another run may follow."""
    value = None
    if (run.lower if side < 0 else run.upper).is_infinite:
        return False
    if study.window and other is None:
        # The ends of a period are one point, which its first stretch takes.
        value = study.end(0, 0, -1) if side < 0 else None
    elif other is not None and (other.piece == run.piece or study.joins(min(run.piece, other.piece))):
        value = _value_between(study, *((run, other) if side > 0 else (other, run)))
    else:
        piece = study.pieces[run.piece]
        value = study.end(0, run.piece, side) if (piece.owns_upper if side > 0 else piece.owns_lower) else None
    return value is not None and compare(value, ZERO) == run.sign


def _passes(study: Study, left: Run, right: Run) -> bool:
    """Whether the sign is the same at the point between two runs."""
    value = _value_between(study, left, right)
    return value is not None and (compare(value, ZERO) or 0) == left.sign


def _value_between(study: Study, left: Run, right: Run) -> Number | None:
    """Return f at the point where two runs meet, None where it has no value."""
    if left.piece == right.piece:
        return ZERO
    pieces = study.pieces
    if not study.joins(left.piece):
        return None
    alone = study.value_between(left.piece)
    if alone is not None:
        return alone
    return study.end(0, left.piece, 1) if pieces[left.piece].owns_upper else study.end(0, right.piece, -1)


def zero_set(study: Study, stretches: list[Run], case: Case) -> list[At]:
    """Return the zeros as points and intervals, from left to right."""
    found: list[At] = []
    flat: tuple[Number, bool] | None = None
    period = _period(study)
    for before, run in zip([None, *stretches], [*stretches, None], strict=True):
        value = _ending(study, before) if before is None or run is None else _value_between(study, before, run)
        here = value is not None and compare(value, ZERO) == 0
        beside = 0 in {each.sign for each in (before, run) if each}
        if here and not beside:
            place = run.lower if run else stretches[-1].upper
            found.append(case.at(place, period))
        if before and before.sign == 0 and not (here and run and run.sign == 0):
            assert flat is not None
            owned = here or (study.pieces[before.piece].owns_upper and not _joined(study, before, run))
            found.append(case.on(flat[0], before.upper, period, (flat[1], owned)))
            flat = None
        if before and run:
            found += [case.at(place, period) for place in _beside_gap(study, before, run)]
        if run and run.sign == 0 and flat is None:
            flat = run.lower, here or (study.pieces[run.piece].owns_lower and not _joined(study, before, run))
    return found


def _joined(study: Study, before: Run | None, run: Run | None) -> bool:
    """Whether two runs meet, in one piece or at an end that belongs to one of two."""
    return bool(before and run and (before.piece == run.piece or study.joins(before.piece)))


def _beside_gap(study: Study, left: Run, right: Run) -> list[Number]:
    """Return the zeros at the ends of two pieces that do not meet."""
    if left.piece == right.piece or study.joins(left.piece):
        return []
    places = []
    for run, place, side in ((left, left.upper, 1), (right, right.lower, -1)):
        piece = study.pieces[run.piece]
        value = study.end(0, run.piece, side) if (piece.owns_upper if side > 0 else piece.owns_lower) else None
        if run.sign != 0 and value is not None and compare(value, ZERO) == 0:
            places.append(place)
    return places


def _ending(study: Study, before: Run | None) -> Number | None:
    """Return f at an end of the domain that belongs to it, None at any other end."""
    if study.window or study.is_cut:
        return None
    if before is None:
        return study.end(0, 0, -1) if study.pieces[0].owns_lower else None
    return study.end(0, len(study.pieces) - 1, 1) if study.pieces[-1].owns_upper else None


RULES = (
    Rule(
        ("sign",),
        "f keeps its sign between its zeros, all of which are isolated, and the ends of its pieces",
        _sign,
        True,
    ),
    Rule(
        ("zeros",),
        "all zeros between the ends of the pieces of f, or of the factors of f, are known, and there are no others",
        _zeros,
        True,
    ),
)
"""Where f is positive, negative and zero."""
