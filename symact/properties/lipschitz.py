"""The global Lipschitz constant sup |f'|, and where it is taken or approached."""

from __future__ import annotations

from typing import Any

from sympy import oo

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import candidates, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import Case, Rule
from symact.analysis.values import At, Interval, same
from symact.symbolic.real_number import Number

TOPIC = "derivatives"

PROPERTY = ("lipschitz", "lipschitz_at")


def _lipschitz(study: Study, case: Case) -> dict[str, Any]:
    # A point that is missing from the domain does no harm, if f has one limit there.
    broken = [each for each in breakpoints(study) if each.is_point and not each.agree]
    if broken:
        return {"lipschitz": Number(oo), "lipschitz_at": [case.at(each.place) for each in broken]}
    best, places = supremum_of_modulus(candidates(study, 1))
    entries = []
    for each in places:
        if isinstance(each.place, tuple):
            entries.append(case.on(*each.place, period=study.period))
        elif not (study.window and each.place.exact in (study.pieces[0].lower, study.pieces[0].upper)):
            entries.append(case.at(each.place, period=study.period))
    return {"lipschitz": case.number(best), "lipschitz_at": _distinct(entries)}


def _distinct(entries: list[At]) -> list[At]:
    """Drop repetitions, and points at the end of an interval that is listed."""
    spans = [each.where for each in entries if isinstance(each.where, Interval)]
    ends = [end for span in spans for end in (span.lower, span.upper)]
    kept: list[At] = []
    for each in entries:
        if not any(same(each, other) for other in kept) and not any(same(each.where, end) for end in ends):
            kept.append(each)
    return kept


RULES = (
    Rule(
        PROPERTY,
        "f is continuous and piecewise smooth: its Lipschitz constant is the supremum of |f'| (mean value theorem)",
        _lipschitz,
    ),
)
"""Sup |f'| and the places where it is reached; oo where f is not Lipschitz."""
