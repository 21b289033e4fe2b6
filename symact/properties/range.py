"""The set of values, as the hull of all values with open or attained ends."""

from __future__ import annotations

from typing import Any

from symact.analysis.extreme_values import candidates, hull
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "values"

PROPERTY = ("range",)


def derive(subject: Subject) -> list[Fact]:
    """Return the least interval that holds all values, and which of its ends are values."""
    says = "f is monotone between its critical points and the ends of its pieces: extreme values are among these"
    return conclude(subject.expression, PROPERTY, _range, says)


def _range(study: Study, writer: CaseWriter) -> dict[str, Any]:
    found = hull(candidates(study, 0))
    return {
        "range": {
            "lower": writer.number(found.lower),
            "lower_attained": found.lower_attained,
            "upper": writer.number(found.upper),
            "upper_attained": found.upper_attained,
        }
    }
