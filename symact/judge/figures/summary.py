"""The figures of a verdict, drawn from a comparison: segments, classes and the rows worth quoting; NumPy alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symact.formats.arrays import order_keys, to_float64
from symact.formats.decimals import decimal
from symact.judge.comparison.compare import HISTOGRAM_EDGES, Comparison
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.ulp_error import Floats, Mask
from symact.judge.figures.verdict import ClassCount, Difference, Number, Result, Run, Sample, SegmentCount

QUOTABLE = 1000.0
"""Whole inputs up to this are preferred when one row is quoted for a class."""


SLIGHT = 2.0**-20
"""A greatest error below this, ulp, is given as 0: no result but the correctly rounded one is that near."""


def summarise(comparison: Comparison, max_ulp: float | None) -> Result:
    """Return the figures of a comparison; a bound adds the rows that break it."""
    count = comparison.count
    broken = comparison.judged & False if max_ulp is None else comparison.violations(max_ulp)
    return Result(
        judged=count,
        open=len(comparison.judged) - count,
        mismatched=comparison.mismatched,
        max_ulp=seen(comparison.max_ulp()),
        worst=_sample(comparison, comparison.worst),
        violations=int(broken.sum()),
        worst_violation=_sample(comparison, comparison.worst_of(broken)),
        histogram=tuple(zip((*HISTOGRAM_EDGES, math.inf), comparison.histogram(), strict=True)),
        segments=tuple(_segments(comparison)),
        classes=tuple(_class(comparison, defect, rows) for defect, rows in comparison.defects.items() if rows.any()),
        absolute=_difference(comparison, comparison.absolute),
        relative=_difference(comparison, comparison.relative),
    )


def seen(error: float) -> float:
    """Return a greatest error, ulp, or 0 in place of one too slight to matter to anybody."""
    return error if error >= SLIGHT else 0.0


def number(comparison: Comparison, bits: int) -> Number:
    """Return an encoding of the comparison's format with its decimal."""
    fmt = comparison.table.format
    return Number(fmt.hex(bits), decimal(bits, fmt))


def _sample(comparison: Comparison, row: int | None) -> Sample | None:
    if row is None:
        return None
    table = comparison.table
    x, got, correct = (int(bits[row]) for bits in (table.x_bits, comparison.got_bits, table.y_bits))
    return Sample(
        number(comparison, x),
        number(comparison, got),
        number(comparison, correct),
        float(comparison.error[row]),
        Segment(int(comparison.segment[row])).label,
    )


def _difference(comparison: Comparison, values: Floats) -> Difference | None:
    """Return the greatest finite difference of wrong rows; rows that agree to 6 digits count as equals."""
    rows = np.flatnonzero(comparison.wrong & np.isfinite(values) & (values > 0))
    if not len(rows):
        return None
    greatest = float(f"{values[rows].max():.5e}")
    near = rows[values[rows] >= greatest * (1 - 1e-5)]
    equal = near[[float(f"{value:.5e}") == greatest for value in values[near].tolist()]]
    keys = np.abs(order_keys(comparison.table.x_bits[equal], comparison.table.format))
    sample = _sample(comparison, int(equal[np.argmin(keys)]))
    assert sample is not None
    return Difference(greatest, sample)


def _segments(comparison: Comparison) -> list[SegmentCount]:
    found = []
    for segment in Segment:
        rows = comparison.judged & (comparison.segment == segment)
        if rows.any():
            wrong = rows & comparison.wrong
            worst = _sample(comparison, comparison.worst_of(wrong))
            found.append(
                SegmentCount(segment.label, int(rows.sum()), int(wrong.sum()), seen(comparison.max_ulp(rows)), worst)
            )
    return found


def _class(comparison: Comparison, defect: Defect, rows: Mask) -> ClassCount:
    table, fmt = comparison.table, comparison.table.format
    ordered = comparison.by_input()
    inside = np.flatnonzero(rows[ordered])
    lowest = highest = run = None
    between = 0
    if len(inside):
        ends = (int(table.x_bits[ordered[inside[0]]]), int(table.x_bits[ordered[inside[-1]]]))
        lowest, highest = (number(comparison, end) for end in ends)
        between = int(inside[-1] - inside[0] + 1)
        stretch = ordered[_longest_run(inside)]
        first, last = (number(comparison, int(table.x_bits[row])) for row in (stretch[0], stretch[-1]))
        run = Run(first, last, len(stretch))
    sample = _sample(comparison, telling(comparison, rows))
    assert sample is not None
    magnitude = table.y_bits[rows].astype(np.uint64) & np.uint64(fmt.sign_bit - 1)
    normal = int(((magnitude >= fmt.min_normal_bits) & (magnitude <= fmt.max_bits)).sum())
    return ClassCount(
        defect.value, int(rows.sum()), lowest, highest, between, run, sample, normal, comparison.max_ulp(rows)
    )


def _longest_run(places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the longest stretch of consecutive integers in an ascending array."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    return max(np.split(places, breaks), key=len)


def telling(comparison: Comparison, rows: Mask) -> int | None:
    """Return the row of a class to quote.

    Of the longest run of inputs, the least whole number, since it reads best, else the worst row; of a class
    whose inputs are all NaN, any of them.
    """
    ordered = comparison.by_input()
    inside = np.flatnonzero(rows[ordered])
    chosen = ordered[_longest_run(inside)] if len(inside) else np.flatnonzero(rows)
    x = np.abs(to_float64(comparison.table.x_bits[chosen], comparison.table.format))
    with np.errstate(invalid="ignore"):
        whole = (x >= 1) & (x <= QUOTABLE) & (x == np.floor(x))
    if whole.any():
        return int(chosen[whole][np.argmin(x[whole])])
    mask = np.zeros(len(rows), dtype=bool)
    mask[chosen] = True
    return comparison.worst_of(mask)
