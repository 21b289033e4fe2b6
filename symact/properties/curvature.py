"""The bound of the second derivative."""

from __future__ import annotations

from typing import Any

from symact.analysis.extreme_values import candidates, supremum_of_modulus
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "derivatives"

PROPERTY = ("curvature_bound",)


def derive(subject: Subject) -> list[Fact]:
    """Return sup |f''| where f'' exists."""
    says = "f'' is monotone between its critical points and the ends of its pieces: extreme values are among these"
    return conclude(subject.expression, PROPERTY, _curvature, says)


def _curvature(study: Study, writer: CaseWriter) -> dict[str, Any]:
    return {"curvature_bound": writer.number(supremum_of_modulus(candidates(study, 2))[0])}
