"""The figures of a verdict, from figures that add up or from a whole comparison; NumPy alone."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from symact.formats.arrays import Floats, order_keys
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.comparison.compare import HISTOGRAM_EDGES, SLIGHT, Comparison
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.figures.accumulation import of, row_of
from symact.judge.figures.accumulator import Accumulator, ClassPart, SegmentPart, WorstRow, worse
from symact.judge.figures.result import ClassCount, Difference, Number, Result, Run, Sample, SegmentCount

Encoding = Callable[[int], int]
"""Returns the encoding of the input at a place."""

Shown = Callable[[int], Number]
"""Returns an input as a report shows it, from its encoding."""


def summarise(comparison: Comparison, max_ulp: float | None) -> Result:
    """Return the figures of a comparison; a bound adds the rows that break it."""
    ordered, x_bits = comparison.by_input(), comparison.table.x_bits
    found = result(of(comparison, max_ulp), comparison.table.format, lambda place: int(x_bits[ordered[place]]))
    return replace(
        found,
        absolute=_difference(comparison, comparison.absolute),
        relative=_difference(comparison, comparison.relative),
    )


def result(total: Accumulator, fmt: Format, at: Encoding | None = None, shown: Shown | None = None) -> Result:
    """Return figures as a verdict holds them.

    Args:
        total: the figures.
        fmt: format of inputs and results.
        at: the encoding at a place; by default places are those of `symact.formats.arrays.total_order`.
        shown: how an input is shown, where it is more than one number.
    """
    quoted = partial(_sample, fmt=fmt, shown=shown or partial(number, fmt=fmt))
    segments = {s: part for s in Segment if (part := total.segments.get(int(s), SegmentPart())).rows}
    classes = {d: found for d in Defect if (found := total.classes.get(d.value, ClassPart())).rows}
    return Result(
        judged=total.judged,
        open=total.open,
        mismatched=total.mismatched,
        max_ulp=seen(max((part.max_ulp for part in segments.values()), default=0.0)),
        worst=quoted(worse(*(part.worst for part in segments.values()))),
        violations=total.violations,
        worst_violation=quoted(total.worst_violation),
        worst_finite=quoted(total.worst_finite),
        histogram=tuple(zip((*HISTOGRAM_EDGES, math.inf), total.histogram, strict=True)),
        segments=tuple(
            SegmentCount(s.label, part.rows, part.mismatched, seen(part.max_ulp), quoted(part.worst))
            for s, part in segments.items()
        ),
        classes=tuple(
            _class(d.value, part, fmt, at or (lambda place: encoding(place, fmt)), quoted)
            for d, part in classes.items()
        ),
    )


def seen(error: float) -> float:
    """Return a greatest error, ulp, or 0 in place of one too slight to matter to anybody."""
    return error if error >= SLIGHT else 0.0


def encoding(place: int, fmt: Format) -> int:
    """Return the encoding at a place in the order of numbers, `symact.formats.arrays.total_order`."""
    return place if place >= 0 else ~place | fmt.sign_bit


def number(bits: int, fmt: Format) -> Number:
    """Return an encoding with its decimal."""
    return Number(fmt.hex(bits), decimal(bits, fmt))


def _sample(row: WorstRow | None, fmt: Format, shown: Shown) -> Sample | None:
    if row is None:
        return None
    got, correct = (number(bits, fmt) for bits in (row.got, row.correct))
    return Sample(shown(row.x), got, correct, row.error, Segment(row.segment).label)


def _class(
    name: str, part: ClassPart, fmt: Format, at: Encoding, quoted: Callable[[WorstRow], Sample | None]
) -> ClassCount:
    representative = part.best.representative if part.best else part.loose
    assert representative is not None
    sample = quoted(representative.row)
    assert sample is not None
    lowest, highest = (None if place is None else number(at(place), fmt) for place in (part.low, part.high))
    between = 0 if part.low is None or part.high is None else part.high - part.low + 1
    run = None
    if part.best:
        first, last = (number(at(place), fmt) for place in (part.best.first, part.best.last))
        run = Run(first, last, part.best.last - part.best.first + 1)
    return ClassCount(name, part.rows, lowest, highest, between, run, sample, part.normal, part.max_ulp)


def _difference(comparison: Comparison, values: Floats) -> Difference | None:
    """Return the greatest finite difference of wrong rows; rows that agree to 6 digits count as equals."""
    rows = np.flatnonzero(comparison.wrong & np.isfinite(values) & (values > 0))
    if not len(rows):
        return None
    greatest = float(f"{values[rows].max():.5e}")
    near = rows[values[rows] >= greatest * (1 - 1e-5)]
    equal = near[[float(f"{value:.5e}") == greatest for value in values[near].tolist()]]
    keys = np.abs(order_keys(comparison.table.x_bits[equal], comparison.table.format))
    fmt = comparison.table.format
    sample = _sample(row_of(comparison, int(equal[np.argmin(keys)])), fmt, partial(number, fmt=fmt))
    assert sample is not None
    return Difference(greatest, sample)
