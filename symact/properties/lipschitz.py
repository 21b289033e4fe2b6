"""The global Lipschitz constant sup |f'|, and where it is taken or approached."""

from __future__ import annotations

from typing import Any

from symact.analysis.breakpoints import breakpoints
from symact.analysis.extreme_values import candidates, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude, point, stretch
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "derivatives"

PROPERTY = ("lipschitz", "lipschitz_at")


def derive(subject: Subject) -> list[Fact]:
    """Return sup |f'| and the places where it is reached; oo where f is not Lipschitz."""
    says = "f is continuous and piecewise smooth: its Lipschitz constant is the supremum of |f'| (mean value theorem)"
    return conclude(subject.expression, PROPERTY, _lipschitz, says)


def _lipschitz(study: Study, writer: CaseWriter) -> dict[str, Any]:
    # A point that is missing from the domain does no harm, if f has one limit there.
    broken = [each for each in breakpoints(study) if each.is_point and not each.agree]
    if broken:
        return {"lipschitz": "oo", "lipschitz_at": [point(writer, each.place) for each in broken]}
    best, places = supremum_of_modulus(candidates(study, 1))
    entries = []
    for each in places:
        if isinstance(each.place, tuple):
            entries.append(stretch(writer, *each.place, period=study.period))
        elif not (study.window and each.place.exact in (study.pieces[0].lower, study.pieces[0].upper)):
            entries.append(point(writer, each.place, period=study.period))
    return {"lipschitz": writer.number(best), "lipschitz_at": _distinct(entries)}


def _distinct(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop repetitions, and points at the end of an interval that is listed."""
    ends = {entry[key] for entry in entries if "from" in entry for key in ("from", "to")}
    kept: list[dict[str, Any]] = []
    for entry in entries:
        if entry not in kept and entry.get("at") not in ends:
            kept.append(entry)
    return kept
