"""Inflection points: where the curvature changes its sign."""

from itertools import pairwise
from typing import Any

from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.sign_intervals import continuous_at, runs
from symact.errors import UnknownError

TOPIC = "shape"

PROPERTY = ("inflections",)


def _inflections(study: Study, case: Case) -> dict[str, Any]:
    continuous = continuous_at(study)
    found = []
    for left, right in pairwise(runs(study, 2)):
        inside = left.piece == right.piece
        if left.sign * right.sign < 0 and (inside or continuous[left.piece]):
            if study.drifts:
                raise UnknownError("f has inflections in every period, each time with another value")
            value = study.value(0, right.piece, right.lower) if inside else study.end(0, right.piece, -1)
            assert value is not None
            found.append(case.at(right.lower, study.period, value=case.number(value)))
    return {"inflections": found}


RULES = (
    Rule(
        PROPERTY,
        "the sign of f'' on both sides; all zeros of f'' are known, and there are no others",
        _inflections,
        of_one_period=True,
    ),
)
"""Every point where f is continuous and changes between strictly convex and strictly concave."""
