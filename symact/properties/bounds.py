"""Bounds of f, and the supremum of its modulus."""

from typing import Any

from symact.analysis.extreme_values import candidates, hull, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule

TOPIC = "values"

PROPERTY = ("bounded", "sup_abs")


def _bounds(study: Study, case: Case) -> dict[str, Any]:
    found = candidates(study, 0)
    lower, _, upper, _ = hull(found)
    below, above = not lower.is_infinite, not upper.is_infinite
    names = {(True, True): "bounded", (True, False): "below", (False, True): "above", (False, False): "unbounded"}
    return {"bounded": names[below, above], "sup_abs": case.number(supremum_of_modulus(found)[0])}


RULES = (Rule(PROPERTY, "the hull of the values at critical points, ends of pieces and infinities", _bounds, True),)
"""On which sides f is bounded, and sup |f|."""
