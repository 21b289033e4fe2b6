"""Bounds of f, and the supremum of its modulus."""

from typing import Any

from symact.analysis.extreme_values import ZERO, candidates, compare, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule

TOPIC = "values"

PROPERTY = ("bounded", "sup_abs")


def _bounded(study: Study, case: Case) -> dict[str, Any]:
    infinite = {compare(each.value, ZERO) for each in candidates(study, 0) if each.value.is_infinite}
    names = {(): "bounded", (1,): "below", (-1,): "above", (-1, 1): "unbounded"}
    return {"bounded": names[tuple(sorted(infinite))]}


def _supremum(study: Study, case: Case) -> dict[str, Any]:
    return {"sup_abs": case.number(supremum_of_modulus(candidates(study, 0))[0])}


SAYS = "the hull of the values at critical points, ends of pieces and infinities"

RULES = (Rule(("bounded",), SAYS, _bounded, True), Rule(("sup_abs",), SAYS, _supremum, True))
"""On which sides f is bounded, and sup |f|."""
