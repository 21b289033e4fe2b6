"""Sign and zeros of f."""

from __future__ import annotations

from typing import Any

from symact.conclusions import Pen, conclude, point, stretch
from symact.evidence import Fact
from symact.extremes import ZERO, compare
from symact.number import Number
from symact.properties import Subject
from symact.runs import Run, rotated, runs
from symact.study import Study

TOPIC = "values"

PROPERTY = ("sign", "zeros")


def derive(subject: Subject) -> list[Fact]:
    """Return where f is positive, negative and zero."""
    says = "f keeps its sign between its zeros, all of which are isolated, and the ends of its pieces"
    return conclude(subject.expression, PROPERTY, _signs, says)


def _signs(study: Study, pen: Pen) -> dict[str, Any]:
    stretches = runs(study, 0)
    merged: list[Run] = []
    for run in stretches:
        if merged and merged[-1].sign == run.sign and _passes(study, merged[-1], run):
            merged[-1] = Run(merged[-1].lower, run.upper, run.sign, run.piece, merged[-1].first, run.last)
        else:
            merged.append(run)
    sign = [stretch(pen, r.lower, r.upper, study.period, sign=r.sign) for r in rotated(study, merged)]
    return {"sign": sign, "zeros": zero_set(study, merged, pen)}


def _passes(study: Study, left: Run, right: Run) -> bool:
    """Whether the sign is the same at the point between two runs."""
    value = _value_between(study, left, right)
    return value is not None and (compare(value, ZERO) or 0) == left.sign


def _value_between(study: Study, left: Run, right: Run) -> Number | None:
    """Return f at the point where two runs meet, None where it has no value."""
    if left.piece == right.piece:
        return ZERO
    pieces = study.pieces
    if not study.joins(left.piece):
        return None
    return study.end(0, left.piece, 1) if pieces[left.piece].owns_upper else study.end(0, right.piece, -1)


def zero_set(study: Study, merged: list[Run], pen: Pen) -> list[dict[str, Any]]:
    """Return the zeros as points and intervals, from left to right."""
    found: list[dict[str, Any]] = []
    for index, run in enumerate(merged):
        before = merged[index - 1] if index else None
        if before is None:
            value = study.end(0, 0, -1) if study.pieces[0].owns_lower and not study.window else None
        else:
            value = _value_between(study, before, run)
        flat = run.sign == 0 or (before is not None and before.sign == 0)
        if value is not None and compare(value, ZERO) == 0 and not flat:
            found.append(point(pen, run.lower, study.period))
        if run.sign == 0:
            found.append(stretch(pen, run.lower, run.upper, study.period))
    last = len(study.pieces) - 1
    if study.pieces[last].owns_upper and not study.window and merged[-1].sign:
        value = study.end(0, last, 1)
        if value is not None and compare(value, ZERO) == 0:
            found.append(point(pen, merged[-1].upper))
    return found
