"""Continuity, and every place where it fails."""

from __future__ import annotations

from typing import Any

from sympy import oo

from symact.analysis.breakpoints import Breakpoint, breakpoints
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude
from symact.evidence import Fact
from symact.properties import Subject

TOPIC = "smoothness"

PROPERTY = ("continuous", "discontinuities")


def derive(subject: Subject) -> list[Fact]:
    """Return whether f is continuous, and the list of its discontinuities; a single missing point counts as one."""
    says = "compositions of continuous functions on every piece; one-sided limits compared at every breakpoint"
    return conclude(subject.expression, PROPERTY, _continuity, says)


def _continuity(study: Study, writer: CaseWriter) -> dict[str, Any]:
    broken = [point for point in breakpoints(study) if not point.is_continuous and point.is_point]
    return {"continuous": not broken, "discontinuities": [_entry(point, writer) for point in broken]}


def _entry(point: Breakpoint, writer: CaseWriter) -> dict[str, Any]:
    left, right = point.left, point.right
    entry: dict[str, Any] = {"at": writer.number(point.place)}
    if left is None or right is None:
        kind, jump = "essential", None
    elif left.is_infinite or right.is_infinite:
        kind, jump = "infinite", None
    else:
        kind = "removable" if point.agree else "jump"
        assert left.exact is not None
        assert right.exact is not None
        jump = writer.expression(right.exact - left.exact)
    entry["kind"] = kind
    for name, side in (("left", left), ("right", right)):
        entry[name] = None if side is None else writer.number(side)
    entry["jump"] = jump if jump not in (str(oo), str(-oo)) else None
    return entry
