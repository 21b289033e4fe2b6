"""Figures that add up: those of neighbouring inputs, wherever and in whatever chunks they were judged, merge into one.

A *place* is an integer that grows with the inputs and is the next one for the next input: of chunks of
neighbouring encodings `symact.formats.arrays.total_order`, of other inputs the count of those below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from symact.judge.comparison.compare import HISTOGRAM_EDGES


class WorstRow(NamedTuple):
    """One row: encodings of input, result and correct result, |x|'s encoding, the error in ulp, the `Segment`."""

    x: int
    size: int
    got: int
    correct: int
    error: float
    segment: int


def worse(*rows: WorstRow | None) -> WorstRow | None:
    """Return the row of greatest error, of equals the one of least |x|, of equals the first encoding."""
    return min((row for row in rows if row), key=lambda row: (-row.error, row.size, row.x), default=None)


class Representative(NamedTuple):
    """Which row stands for a set of rows in a report: the least whole number among the inputs, else the worst row."""

    whole: WorstRow | None
    worst: WorstRow

    @property
    def row(self) -> WorstRow:
        """The row."""
        return self.whole or self.worst

    def merged(self, other: Representative) -> Representative:
        """Return the choice for both sets of rows."""
        wholes = [each.whole for each in (self, other) if each.whole]
        worst = worse(self.worst, other.worst)
        assert worst is not None
        # Of -n and n the lower input, whose encoding is the greater.
        return Representative(min(wholes, key=lambda row: (row.size, -row.x), default=None), worst)


class RunPart(NamedTuple):
    """Neighbouring inputs that all belong to a class, by their places."""

    first: int
    last: int
    representative: Representative

    def joined(self, following: RunPart) -> RunPart:
        """Return this run and the one that follows it without a gap."""
        return RunPart(self.first, following.last, self.representative.merged(following.representative))


class ClassPart(NamedTuple):
    """One class of wrong results among neighbouring inputs.

    Args:
        rows, normal, max_ulp: as in `ClassCount`.
        low, high: places of the outermost inputs that are no NaN, None if all are.
        head, tail: the runs of the class that begin, or end, where the inputs do.
        best: the longest run, of equals the lowest.
        loose: the choice among the rows whose input is NaN.
    """

    rows: int = 0
    normal: int = 0
    max_ulp: float = 0.0
    low: int | None = None
    high: int | None = None
    head: RunPart | None = None
    tail: RunPart | None = None
    best: RunPart | None = None
    loose: Representative | None = None


class SegmentPart(NamedTuple):
    """One segment of neighbouring inputs, as in `SegmentCount`."""

    rows: int = 0
    mismatched: int = 0
    max_ulp: float = 0.0
    worst: WorstRow | None = None


@dataclass(frozen=True)
class Accumulator:
    """The figures of neighbouring inputs without gaps.

    Args:
        first, last: places of the outermost judged inputs that are no NaN, None if there are none.
        judged, open, mismatched, violations: counts of rows.
        worst_violation: of the rows that break the bound.
        worst_finite: of the wrong rows whose error is finite, which an infinite one in their segment does not hide.
        histogram: counts as in `Result`.
        segments: by `Segment`.
        classes: by `Defect`'s value.
        ends: least and greatest correctly rounded result, (inf, -inf) without one.
        overflowed: whether a result overflows.
    """

    first: int | None = None
    last: int | None = None
    judged: int = 0
    open: int = 0
    mismatched: int = 0
    violations: int = 0
    worst_violation: WorstRow | None = None
    worst_finite: WorstRow | None = None
    histogram: tuple[int, ...] = (0,) * (len(HISTOGRAM_EDGES) + 1)
    segments: dict[int, SegmentPart] = field(default_factory=dict)
    classes: dict[str, ClassPart] = field(default_factory=dict)
    ends: tuple[float, float] = (math.inf, -math.inf)
    overflowed: bool = False

    def merged(self, upper: Accumulator) -> Accumulator:
        """Return the figures of these inputs and of those that follow them (or are all NaN)."""
        segments = {
            key: _merged_segments(self.segments.get(key, SegmentPart()), upper.segments.get(key, SegmentPart()))
            for key in sorted(self.segments.keys() | upper.segments.keys())
        }
        classes = {
            key: _merged_classes(self, upper, self.classes.get(key, ClassPart()), upper.classes.get(key, ClassPart()))
            for key in sorted(self.classes.keys() | upper.classes.keys())
        }
        return Accumulator(
            first=upper.first if self.first is None else self.first,
            last=self.last if upper.last is None else upper.last,
            judged=self.judged + upper.judged,
            open=self.open + upper.open,
            mismatched=self.mismatched + upper.mismatched,
            violations=self.violations + upper.violations,
            worst_violation=worse(self.worst_violation, upper.worst_violation),
            worst_finite=worse(self.worst_finite, upper.worst_finite),
            histogram=tuple(a + b for a, b in zip(self.histogram, upper.histogram, strict=True)),
            segments=segments,
            classes=classes,
            ends=(min(self.ends[0], upper.ends[0]), max(self.ends[1], upper.ends[1])),
            overflowed=self.overflowed or upper.overflowed,
        )

    def beside(self, other: Accumulator) -> Accumulator:
        """Return the figures of these rows and of other rows among the same inputs, of which one has the classes."""
        # Without rows there may still be outermost inputs and results.
        nothing = Accumulator()
        if nothing in (self, other):
            return other if self == nothing else self
        first, last = (self.first, self.last) if self.first is not None else (other.first, other.last)
        one, two = (replace(each, first=None, last=None, classes={}) for each in (self, other))
        return replace(one.merged(two), first=first, last=last, classes=self.classes or other.classes)


def _merged_segments(one: SegmentPart, other: SegmentPart) -> SegmentPart:
    return SegmentPart(
        one.rows + other.rows,
        one.mismatched + other.mismatched,
        max(one.max_ulp, other.max_ulp),
        worse(one.worst, other.worst),
    )


def _merged_classes(lower: Accumulator, upper: Accumulator, one: ClassPart, other: ClassPart) -> ClassPart:
    joined = one.tail.joined(other.head) if one.tail and other.head else None
    head, tail = one.head, other.tail
    if lower.first is None or (one.head and joined and one.head.last == lower.last):
        head = joined or other.head
    if upper.first is None or (other.tail and joined and other.tail.first == upper.first):
        tail = joined or one.tail
    found = [run for run in (one.best, joined, other.best) if run]
    places = [place for place in (one.low, one.high, other.low, other.high) if place is not None]
    return ClassPart(
        one.rows + other.rows,
        one.normal + other.normal,
        max(one.max_ulp, other.max_ulp),
        min(places, default=None),
        max(places, default=None),
        head,
        tail,
        longest(found),
        one.loose.merged(other.loose) if one.loose and other.loose else one.loose or other.loose,
    )


def longest(runs: Iterable[RunPart]) -> RunPart | None:
    """Return the longest run, of equals the lowest."""
    return min(runs, key=lambda run: (run.first - run.last, run.first), default=None)
