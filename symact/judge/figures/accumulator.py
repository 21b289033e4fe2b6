"""The figures of one stretch of inputs, which add up: partial results of neighbouring stretches merge into one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.comparison.compare import HISTOGRAM_EDGES
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.figures.summary import seen
from symact.judge.figures.verdict import ClassCount, Number, Result, Run, Sample, SegmentCount


class Quote(NamedTuple):
    """One row: encodings of input, result and correct result, |x|'s encoding, the error in ulp, the `Segment`."""

    x: int
    size: int
    got: int
    correct: int
    error: float
    segment: int


def worse(*quotes: Quote | None) -> Quote | None:
    """Return the row of greatest error, of equals the one of least |x|, of equals the first encoding."""
    return min((q for q in quotes if q), key=lambda q: (-q.error, q.size, q.x), default=None)


class Representative(NamedTuple):
    """Which row to quote for a set of rows: the least whole number among the inputs, else the worst row."""

    whole: Quote | None
    worst: Quote

    @property
    def quote(self) -> Quote:
        """The row to quote."""
        return self.whole or self.worst

    def merged(self, other: Representative) -> Representative:
        """Return the choice for both sets of rows."""
        wholes = [t.whole for t in (self, other) if t.whole]
        worst = worse(self.worst, other.worst)
        assert worst is not None
        return Representative(min(wholes, key=lambda q: (q.size, q.x), default=None), worst)


class Stretch(NamedTuple):
    """Neighbouring inputs that all belong to a class, by their places in the order of numbers."""

    first: int
    last: int
    telling: Representative

    def joined(self, following: Stretch) -> Stretch:
        """Return this stretch and the one that follows it without a gap."""
        return Stretch(self.first, following.last, self.telling.merged(following.telling))


class ClassPart(NamedTuple):
    """One class of wrong results in a stretch of inputs.

    Args:
        rows, normal, max_ulp: as in `ClassCount`.
        low, high: places of the outermost inputs that are no NaN, None if all are.
        head, tail: the stretches of the class that begin, or end, where the stretch of inputs does.
        best: the longest stretch, of equals the lowest.
        loose: the choice among the rows whose input is NaN.
    """

    rows: int = 0
    normal: int = 0
    max_ulp: float = 0.0
    low: int | None = None
    high: int | None = None
    head: Stretch | None = None
    tail: Stretch | None = None
    best: Stretch | None = None
    loose: Representative | None = None


class SegmentPart(NamedTuple):
    """One segment in a stretch of inputs, as in `SegmentCount`."""

    rows: int = 0
    mismatched: int = 0
    max_ulp: float = 0.0
    worst: Quote | None = None


@dataclass(frozen=True)
class Accumulator:
    """The figures of a stretch of inputs without gaps.

    Args:
        first, last: places of the judged inputs that are no NaN, None if there are none; places are the integers
            of `symact.formats.arrays.total_order`.
        judged, open, mismatched, violations: counts of rows.
        worst_violation: of the rows that break the bound.
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
    worst_violation: Quote | None = None
    histogram: tuple[int, ...] = (0,) * (len(HISTOGRAM_EDGES) + 1)
    segments: dict[int, SegmentPart] = field(default_factory=dict)
    classes: dict[str, ClassPart] = field(default_factory=dict)
    ends: tuple[float, float] = (math.inf, -math.inf)
    overflowed: bool = False

    def merged(self, upper: Accumulator) -> Accumulator:
        """Return the figures of this stretch and of the one whose inputs follow it (or are all NaN)."""
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
            histogram=tuple(a + b for a, b in zip(self.histogram, upper.histogram, strict=True)),
            segments=segments,
            classes=classes,
            ends=(min(self.ends[0], upper.ends[0]), max(self.ends[1], upper.ends[1])),
            overflowed=self.overflowed or upper.overflowed,
        )


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
    found = [s for s in (one.best, joined, other.best) if s]
    places = [p for p in (one.low, one.high, other.low, other.high) if p is not None]
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


def longest(stretches: Iterable[Stretch]) -> Stretch | None:
    """Return the longest stretch, of equals the lowest."""
    return min(stretches, key=lambda s: (s.first - s.last, s.first), default=None)


def result(partial: Accumulator, fmt: Format) -> Result:
    """Return the figures as a verdict holds them."""
    worst = worse(*(s.worst for s in partial.segments.values()))
    sample = _sampler(fmt)
    return Result(
        judged=partial.judged,
        open=partial.open,
        mismatched=partial.mismatched,
        max_ulp=seen(max((s.max_ulp for s in partial.segments.values()), default=0.0)),
        worst=sample(worst),
        violations=partial.violations,
        worst_violation=sample(partial.worst_violation),
        histogram=tuple(zip((*HISTOGRAM_EDGES, math.inf), partial.histogram, strict=True)),
        segments=tuple(
            SegmentCount(s.label, part.rows, part.mismatched, seen(part.max_ulp), sample(part.worst))
            for s in Segment
            if (part := partial.segments.get(int(s), SegmentPart())).rows
        ),
        classes=tuple(
            _class(d.value, partial.classes[d.value], fmt)
            for d in Defect
            if partial.classes.get(d.value, ClassPart()).rows
        ),
    )


def _sampler(fmt: Format) -> Callable[[Quote | None], Any]:
    def sample(quote: Quote | None) -> Sample | None:
        if quote is None:
            return None
        x, got, correct = (_number(bits, fmt) for bits in (quote.x, quote.got, quote.correct))
        return Sample(x, got, correct, quote.error, Segment(quote.segment).label)

    return sample


def _class(name: str, part: ClassPart, fmt: Format) -> ClassCount:
    best, low, high = part.best, part.low, part.high
    telling = best.telling if best else part.loose
    assert telling is not None
    sample = _sampler(fmt)(telling.quote)
    run = Run(_at(best.first, fmt), _at(best.last, fmt), best.last - best.first + 1) if best else None
    between = 0 if low is None or high is None else high - low + 1
    ends = [None if place is None else _at(place, fmt) for place in (low, high)]
    return ClassCount(name, part.rows, ends[0], ends[1], between, run, sample, part.normal, part.max_ulp)


def _at(place: int, fmt: Format) -> Number:
    return _number(encoding(place, fmt), fmt)


def encoding(place: int, fmt: Format) -> int:
    """Return the encoding at a place in the order of numbers."""
    return place if place >= 0 else ~place | fmt.sign_bit


def _number(bits: int, fmt: Format) -> Number:
    return Number(fmt.hex(bits), decimal(bits, fmt))
