"""Saturation on each side, and the dead region where f' = 0."""

from __future__ import annotations

from typing import Any

from sympy import oo

from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import continuous_at, runs
from symact.properties.monotonicity import merged

TOPIC = "at infinity"

PROPERTY = ("saturation", "dead_region")


def _saturation(study: Study, case: Case) -> dict[str, Any]:
    flat = [run for run in merged(runs(study, 1), continuous_at(study)) if run.sign == 0]
    return {
        "saturation": {"left": side(study, -1), "right": side(study, 1)},
        "dead_region": [case.on(run.lower, run.upper) for run in flat],
    }


def side(study: Study, direction: int) -> str:
    """Return hard, soft or none for -oo (-1) or oo (1)."""
    index = 0 if direction < 0 else len(study.pieces) - 1
    piece = study.pieces[index]
    if (piece.lower if direction < 0 else piece.upper) not in (oo, -oo):
        return "none"
    if study.chart(1, index).cells[0 if direction < 0 else -1].sign == 0:
        return "hard"
    value = study.end(0, index, direction)
    return "none" if value is None or value.is_infinite else "soft"


RULES = (
    Rule(
        PROPERTY, "constant from somewhere on is hard, a finite limit that is not reached for good is soft", _saturation
    ),
)
"""How f saturates at both infinities, and the intervals on which f' = 0."""
