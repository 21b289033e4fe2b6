"""Monotonicity on the whole domain and by interval."""

from typing import Any

from symact.analysis.extreme_values import compare
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import continuous_at, joined, recurrence, rotated, runs
from symact.analysis.witnesses import leaves_its_limits, returns_to_its_limit, turns
from symact.errors import UnknownError

TOPIC = "shape"

PROPERTY = ("monotonicity", "monotonic_intervals")

DIRECTIONS = {1: "increasing", -1: "decreasing", 0: "constant"}


def _monotonicity(study: Study, case: Case) -> dict[str, Any]:
    return {"monotonicity": direction(study)}


def _intervals(study: Study, case: Case) -> dict[str, Any]:
    study = study.turned(1)
    stretches, continuous = runs(study, 1), continuous_at(study)
    intervals = [
        case.on(run.lower, run.upper, recurrence(study, run, 1), direction=DIRECTIONS[run.sign])
        for run in rotated(study, joined(stretches, lambda left: continuous[left.piece]))
    ]
    return {"monotonic_intervals": intervals}


def direction(study: Study) -> str:
    """Return the direction of f on the whole domain, as the property is written."""
    try:
        stretches = runs(study, 1)
    except UnknownError:
        if not (turns(study, 1) or leaves_its_limits(study) or returns_to_its_limit(study)):
            raise
        return "not monotonic"
    signs = [run.sign for run in stretches]
    jumps = [jump for index in range(len(study.pieces) - 1) for jump in _jumps(study, index)]
    moves = {s for s in (*signs, *jumps) if s}
    if not moves:
        return "constant"
    if len(moves) > 1 or (study.period and not study.drifts):
        return "not monotonic"
    name = DIRECTIONS[moves.pop()]
    return name if 0 in signs else f"strictly {name}"


def _jumps(study: Study, index: int) -> list[int]:
    """Return the directions from the end of a piece to the beginning of the next, by way of the value between."""
    left, right = study.end(0, index, 1), study.end(0, index + 1, -1)
    if left is None or right is None:
        raise UnknownError(f"f has no one-sided limit at `{study.pieces[index].upper}`")
    between = study.value_between(index)
    steps = ((left, right),) if between is None else ((left, between), (between, right))
    return [compare(end, start) for start, end in steps]


SAYS = "the sign of f' on every piece, and the direction of every jump"

RULES = (Rule(("monotonicity",), SAYS, _monotonicity, True), Rule(("monotonic_intervals",), SAYS, _intervals, True))
"""The direction of f on its domain, and the maximal intervals with one direction."""
