"""Where f is defined over the reals."""

from __future__ import annotations

from typing import Any

import sympy

from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "smoothness"

PROPERTY = ("domain",)


def derive(subject: Subject) -> list[Fact]:
    """Return the natural domain as a set."""
    says = "every logarithm, root, divisor and tangent is defined on the pieces"
    return conclude(subject.expression, PROPERTY, _domain, says)


def _domain(study: Study, writer: CaseWriter) -> dict[str, Any]:
    if study.is_whole_line:
        return {"domain": "Interval(-oo, oo)"}
    parts = [sympy.Interval(p.lower, p.upper, not p.owns_lower, not p.owns_upper) for p in study.pieces]
    return {"domain": str(writer.region.back(sympy.Union(*parts)))}
