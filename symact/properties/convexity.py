"""Convexity on the whole line and by interval."""

from typing import Any

from symact.analysis.breakpoints import Breakpoint, breakpoints
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import Run, joined, recurrence, rises_at, rotated, runs
from symact.analysis.witnesses import returns_to_its_limit, settles, turns
from symact.errors import UnknownError
from symact.properties.monotonicity import direction

TOPIC = "shape"

PROPERTY = ("convexity", "convex_intervals")

KINDS = {1: "convex", -1: "concave", 0: "affine"}


def _convexity(study: Study, case: Case) -> dict[str, Any]:
    try:
        stretches = runs(study, 2)
    except UnknownError:
        if not (turns(study, 2) or len(settles(study)) == 2 or returns_to_its_limit(study)):
            raise
        return {"convexity": "neither"}
    if _turn(stretches) is None:
        # What is convex on a set is convex on every interval in it.
        return {"convexity": "neither"}
    return {"convexity": _overall(study, stretches, _kinks(study, with_holes=True))}


def _kinks(study: Study, with_holes: bool = False) -> list[int | None]:
    """Return the direction of each kink, None where f is not continuous; a hole that a limit fills may count as one."""
    return [
        _kink(study, index) if each.is_continuous or (with_holes and _is_hole(each)) else None
        for index, each in enumerate(breakpoints(study))
    ]


def _is_hole(point: Breakpoint) -> bool:
    """Whether f has no value at a point and one limit there."""
    return point.is_point and point.agree and not point.owned


def _turn(stretches: list[Run]) -> int | None:
    """Return the sign of f'' where it is not 0, or 0; None where it has both."""
    signs = {run.sign for run in stretches if run.sign}
    return None if len(signs) > 1 else next(iter(signs), 0)


def _intervals(study: Study, case: Case) -> dict[str, Any]:
    stretches, kinks = runs(study, 2), _kinks(study)
    intervals = [
        case.on(run.lower, run.upper, recurrence(study, run, 2), kind=KINDS[run.sign])
        for run in rotated(study, joined(stretches, lambda left: kinks[left.piece] in (0, left.sign)))
    ]
    return {"convex_intervals": intervals}


def _kink(study: Study, index: int) -> int:
    """Return the direction in which the slope jumps between a piece and the next."""
    rise = rises_at(study, index, 1)
    if rise is None:
        raise UnknownError(f"the slopes at `{study.pieces[index].upper}` could not be told apart")
    return rise


def _overall(study: Study, stretches: list[Run], kinks: list[int | None]) -> str:
    if any(not study.joins(index) and not _is_hole(each) for index, each in enumerate(breakpoints(study))):
        raise UnknownError("the domain is not an interval")
    if study.is_cut:
        # What is convex and bounded on the line is constant.
        return "affine" if direction(study) == "constant" else "neither"
    if None in kinks or study.window:
        signs = {run.sign for run in stretches}
        return "affine" if study.window and signs == {0} else "neither"
    turns = {s for s in (*(run.sign for run in stretches), *kinks) if s}
    if not turns:
        return "affine"
    if len(turns) > 1:
        return "neither"
    (turn,) = turns
    return KINDS[turn] if any(run.sign == 0 for run in stretches) else f"strictly {KINDS[turn]}"


SAYS = "the sign of f'' on every piece, and the direction in which the slope jumps at every kink"

RULES = (Rule(("convexity",), SAYS, _convexity, True), Rule(("convex_intervals",), SAYS, _intervals, True))
"""The curvature of f on its domain, and the maximal intervals with one kind of curvature."""
