"""The bound of the second derivative."""

from typing import Any

from symact.analysis.extreme_values import candidates, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule

TOPIC = "derivatives"

PROPERTY = ("curvature_bound",)


def _curvature(study: Study, case: Case) -> dict[str, Any]:
    return {"curvature_bound": case.number(supremum_of_modulus(candidates(study, 2))[0])}


RULES = (
    Rule(
        PROPERTY,
        "f'' is monotone between its critical points and the ends of its pieces: extreme values are among these",
        _curvature,
        of_one_period=True,
    ),
)
"""Sup |f''| where f'' exists."""
