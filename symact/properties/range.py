"""The set of values, as the hull of all values with open or attained ends."""

from __future__ import annotations

from typing import Any

from symact.analysis.extreme_values import candidates, hull
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.values import Interval

TOPIC = "values"

PROPERTY = ("range",)


def _range(study: Study, case: Case) -> dict[str, Any]:
    found = hull(candidates(study, 0))
    ends = case.number(found.lower), case.number(found.upper)
    return {"range": Interval(*ends, found.lower_attained, found.upper_attained)}


RULES = (
    Rule(
        PROPERTY,
        "f is monotone between its critical points and the ends of its pieces: extreme values are among these",
        _range,
    ),
)
"""The least interval that holds all values, and which of its ends are values."""
