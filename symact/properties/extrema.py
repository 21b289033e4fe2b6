"""Critical points and strict local extrema, kinks and ends of the domain included."""

from collections.abc import Iterator
from functools import cmp_to_key

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import candidates, compare, hull
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import Run, runs, slopes_at
from symact.analysis.values import At, Interval
from symact.errors import UnknownError
from symact.properties.saturation import flat_stretches
from symact.symbolic.real_number import ZERO, Number

TOPIC = "values"

PROPERTY = ("critical_points", "extrema")


def _critical(study: Study, case: Case) -> dict[str, list[At]]:
    found: list[At] = []
    study = study.turned(1)
    stretches = runs(study, 1)
    for index, run in enumerate(stretches):
        before = stretches[index - 1] if index else None
        flat = run.sign == 0 or (before is not None and before.sign == 0)
        if before is not None and not flat and _is_critical(study, before, run):
            found.append(case.at(run.lower, study.period))

    def from_left(a: At, b: At) -> int:
        """Return the order of two places that have no point in common."""
        left, right = (each.where.lower if isinstance(each.where, Interval) else each.where for each in (a, b))
        return compare(case.inside(left), case.inside(right))

    return {"critical_points": sorted([*found, *flat_stretches(study, case)], key=cmp_to_key(from_left))}


def _is_critical(study: Study, before: Run, run: Run) -> bool:
    if before.piece == run.piece:
        return True
    sides = slopes_at(study, before.piece)
    continuous = breakpoints(study)[before.piece].is_continuous
    return continuous and all(s is not None and compare(s, ZERO) == 0 for s in sides)


def _strict(study: Study, case: Case) -> dict[str, list[At]]:
    study = study.turned(1)
    stretches = runs(study, 1)
    whole = hull(candidates(study, 0))
    found = []
    for before, after in _places(study, stretches):
        place = after.lower if after else before.upper if before else ZERO
        alone = (before is None and after is stretches[0]) or (after is None and before is stretches[-1])
        begins = bool(alone and (study.window or study.is_cut))
        value = None if place.is_infinite or begins else _value(study, before, after)
        if value is None:
            continue
        sides = [_side(study, value, run, end) for run, end in ((before, 1), (after, -1)) if run]
        if set(sides) in ({-1}, {1}):
            if study.drifts:
                raise UnknownError("f has extrema in every period, each time with another value")
            kind = "maximum" if sides[0] < 0 else "minimum"
            best = whole.upper if sides[0] < 0 else whole.lower
            says = {"value": case.number(value), "kind": kind, "global": compare(value, best) == 0}
            found.append(case.at(place, study.period, **says))
    return {"extrema": found}


def _places(study: Study, stretches: list[Run]) -> Iterator[tuple[Run | None, Run | None]]:
    """Yield the runs that meet at each place, one alone at an end of the domain and at either side of a gap."""
    for before, after in zip([None, *stretches], [*stretches, None], strict=True):
        if before and after and study.pieces[before.piece].upper != study.pieces[after.piece].lower:
            apart = before.piece != after.piece
            yield from ((before, None), (None, after)) if apart else ((before, after),)
        else:
            yield before, after


def _value(study: Study, before: Run | None, after: Run | None) -> Number | None:
    """Return f where two runs meet, or at an end of the domain that belongs to it."""
    if before and after and before.piece == after.piece:
        return study.value(0, after.piece, after.lower)
    alone = study.value_between(before.piece) if before and after else None
    if alone is not None:
        return alone
    for run, side in ((before, 1), (after, -1)):
        if run:
            piece = study.pieces[run.piece]
            if piece.owns_upper if side > 0 else piece.owns_lower:
                return study.end(0, run.piece, side)
    return None


def _side(study: Study, value: Number, run: Run, end: int) -> int:
    """Return whether f is below (-1) or above (1) a value next to it, on the run that ends (1) or begins (-1) there."""
    at_end = run.last if end > 0 else run.first
    limit = study.end(0, run.piece, end) if at_end else value
    if limit is None:
        return 0
    jump = compare(limit, value)
    return jump or -end * run.sign


SAYS = "the sign of f' on both sides; all zeros of f' are known, and there are no others"

RULES = (Rule(("critical_points",), SAYS, _critical, True), Rule(("extrema",), SAYS, _strict, True))
"""Where f' = 0, and every strict local minimum and maximum."""
