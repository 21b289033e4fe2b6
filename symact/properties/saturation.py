"""Saturation on each side, and the dead region where f' = 0."""

from typing import Any

from sympy import oo

from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import continuous_at, has_ends, joined, rotated, runs
from symact.analysis.values import At
from symact.analysis.witnesses import is_nowhere_flat
from symact.errors import UnknownError
from symact.properties.monotonicity import direction as course

TOPIC = "at infinity"

PROPERTY = ("saturation", "dead_region")


def _saturation(study: Study, case: Case) -> dict[str, Any]:
    return {
        "saturation": {"left": side(study, -1), "right": side(study, 1)},
        "dead_region": flat_stretches(study, case),
    }


def flat_stretches(study: Study, case: Case) -> list[At]:
    """Return the intervals on which f' exists and is 0, with the ends where it is too."""
    try:
        stretches = runs(study, 1)
    except UnknownError:
        if not is_nowhere_flat(study):
            raise
        return []
    found, continuous = [], continuous_at(study)
    merged = joined(stretches, lambda left: continuous[left.piece])
    for run in rotated(study, merged):
        if run.sign:
            continue
        if run.lower.is_infinite and study.period:
            return [case.on(run.lower, run.upper)]
        first = next(each.piece for each in stretches if each.lower == run.lower)
        # A stretch that goes on into the next period ends where the first one does.
        last = run.piece if any(run.upper == each.upper for each in merged) else merged[0].piece
        found.append(case.on(run.lower, run.upper, study.period, has_ends(study, first, last)))
    return found


def side(study: Study, direction: int) -> str:
    """Return hard, soft or none for -oo (-1) or oo (1), undefined where f is not defined that far."""
    if study.window:
        return "none"
    if study.is_cut:
        return "hard" if course(study) == "constant" else "none"
    index = 0 if direction < 0 else len(study.pieces) - 1
    piece = study.pieces[index]
    if (piece.lower if direction < 0 else piece.upper) not in (oo, -oo):
        return "undefined"
    try:
        if study.chart(1, index).cells[0 if direction < 0 else -1].sign == 0:
            return "hard"
    except UnknownError:
        if not is_nowhere_flat(study):
            raise
    value = study.end(0, index, direction)
    return "none" if value is None or value.is_infinite else "soft"


RULES = (
    Rule(
        PROPERTY,
        "constant from somewhere on is hard, a finite limit that is not reached for good is soft",
        _saturation,
        of_one_period=True,
    ),
)
"""How f saturates at both infinities, and the intervals on which f' = 0."""
