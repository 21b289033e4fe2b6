"""Sign and zeros of f."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from symact.analysis.extreme_values import ZERO, compare
from symact.analysis.function_study import Study
from symact.analysis.inference import CaseWriter, conclude, point, stretch
from symact.analysis.sign_intervals import Run, rotated, runs
from symact.evidence import Fact
from symact.properties import Subject
from symact.symbolic.real_number import Number

TOPIC = "values"

PROPERTY = ("sign", "zeros")


def derive(subject: Subject) -> list[Fact]:
    """Return where f is positive, negative and zero."""
    says = "f keeps its sign between its zeros, all of which are isolated, and the ends of its pieces"
    return conclude(subject.expression, PROPERTY, _signs, says)


def _signs(study: Study, writer: CaseWriter) -> dict[str, Any]:
    stretches = runs(study, 0)
    merged = stretches[:1]
    for before, run in pairwise(stretches):
        if before.sign == run.sign and _passes(study, before, run):
            merged[-1] = replace(merged[-1], upper=run.upper, last=run.last)
        else:
            merged.append(run)
    sign = [stretch(writer, r.lower, r.upper, study.period, sign=r.sign) for r in rotated(study, merged)]
    return {"sign": sign, "zeros": zero_set(study, stretches, writer)}


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


def zero_set(study: Study, stretches: list[Run], writer: CaseWriter) -> list[dict[str, Any]]:
    """Return the zeros as points and intervals, from left to right."""
    found: list[dict[str, Any]] = []
    flat: Number | None = None
    for before, run in zip([None, *stretches], [*stretches, None], strict=True):
        value = _ending(study, before, run) if before is None or run is None else _value_between(study, before, run)
        here = value is not None and compare(value, ZERO) == 0
        beside = 0 in {each.sign for each in (before, run) if each}
        if here and not beside:
            place = run.lower if run else stretches[-1].upper
            found.append(point(writer, place, study.period))
        if before and before.sign == 0 and not (here and run and run.sign == 0):
            assert flat is not None
            found.append(stretch(writer, flat, before.upper, study.period))
            flat = None
        if before and run:
            found += [point(writer, place) for place in _beside_gap(study, before, run)]
        if run and run.sign == 0 and flat is None:
            flat = run.lower
    return found


def _beside_gap(study: Study, left: Run, right: Run) -> list[Number]:
    """Return the zeros at the ends of two pieces that do not meet."""
    if left.piece == right.piece or study.joins(left.piece):
        return []
    places = []
    for run, place, side in ((left, left.upper, 1), (right, right.lower, -1)):
        piece = study.pieces[run.piece]
        value = study.end(0, run.piece, side) if (piece.owns_upper if side > 0 else piece.owns_lower) else None
        if run.sign != 0 and value is not None and compare(value, ZERO) == 0:
            places.append(place)
    return places


def _ending(study: Study, before: Run | None, run: Run | None) -> Number | None:
    """Return f at an end of the domain that belongs to it, None at any other end."""
    if study.window:
        return None
    if before is None:
        return study.end(0, 0, -1) if study.pieces[0].owns_lower else None
    return study.end(0, len(study.pieces) - 1, 1) if study.pieces[-1].owns_upper else None
