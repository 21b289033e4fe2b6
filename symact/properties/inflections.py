"""Inflection points: where the curvature changes its sign."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude, point
from symact.analysis.sign_intervals import continuous_at, runs
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "shape"

PROPERTY = ("inflections",)


def derive(subject: Subject) -> list[Fact]:
    """Return every point where f is continuous and changes between strictly convex and strictly concave."""
    says = "the sign of f'' on both sides; all zeros of f'' are isolated, and there are no others"
    return conclude(subject.expression, PROPERTY, _inflections, says)


def _inflections(study: Study, writer: CaseWriter) -> dict[str, Any]:
    continuous = continuous_at(study)
    found = []
    for left, right in pairwise(runs(study, 2)):
        inside = left.piece == right.piece
        if left.sign * right.sign < 0 and (inside or continuous[left.piece]):
            value = study.value(0, right.piece, right.lower) if inside else study.end(0, right.piece, -1)
            assert value is not None
            found.append(point(writer, right.lower, study.period, value=writer.number(value)))
    return {"inflections": found}
