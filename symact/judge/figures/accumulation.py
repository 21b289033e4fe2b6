"""From a comparison to figures that add up: counts, segments, classes of wrong results, worst rows; NumPy alone."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Mask, is_nan, is_normal, to_float64
from symact.judge.comparison.compare import Comparison
from symact.judge.comparison.input_regions import Segment
from symact.judge.figures.accumulator import (
    Accumulator,
    ClassPart,
    Representative,
    RunPart,
    SegmentPart,
    WorstRow,
    longest,
)

Rows = npt.NDArray[np.int64]

QUOTABLE = 1000.0
"""Whole inputs up to this are preferred where one row stands for a class."""


class Places(NamedTuple):
    """Where the rows of a comparison lie among the inputs that its figures are of.

    Args:
        of: the place of each row, int64, shape (n,); without meaning where the input is NaN.
        ends: the outermost places of judged inputs, rows or not, None without any.
    """

    of: Rows
    ends: tuple[int, int] | None


def counted(comparison: Comparison) -> Places:
    """Return places that count the judged inputs of a comparison, which is all there is."""
    ordered = comparison.by_input()
    places = np.full(len(comparison.judged), -1, dtype=np.int64)
    places[ordered] = np.arange(len(ordered))
    return Places(places, (0, len(ordered) - 1) if len(ordered) else None)


def of(comparison: Comparison, max_ulp: float | None = None, places: Places | None = None) -> Accumulator:
    """Return the figures of a comparison.

    Args:
        comparison: rows, judged.
        max_ulp: the bound whose violations are counted, ulp; None for none.
        places: where its rows lie; None if they are all the inputs there are.
    """
    places = places or counted(comparison)
    broken = comparison.judged & False if max_ulp is None else comparison.violations(max_ulp)
    worst = comparison.worst_of(broken)
    finite = comparison.worst_of(comparison.judged & comparison.wrong & np.isfinite(comparison.error))
    classes = {
        defect.value: _class(comparison, rows, places) for defect, rows in comparison.defects.items() if rows.any()
    }
    return Accumulator(
        first=places.ends[0] if places.ends else None,
        last=places.ends[1] if places.ends else None,
        judged=comparison.count,
        open=len(comparison.judged) - comparison.count,
        mismatched=comparison.mismatched,
        violations=int(broken.sum()),
        worst_violation=None if worst is None else row_of(comparison, worst),
        worst_finite=None if finite is None else row_of(comparison, finite),
        histogram=tuple(comparison.histogram()),
        segments=_segments(comparison),
        classes=classes,
        ends=_ends(comparison),
    )


def kept_runs(comparison: Comparison, rows: Mask, places: Places) -> list[Rows]:
    """Return the runs of neighbouring inputs among rows that matter after a merge: the outer ones and the longest.

    Returns:
        Row numbers, ascending in input: the lowest, the highest, the longest run; [] if all inputs are NaN.
    """
    table = comparison.table
    chosen = np.flatnonzero(rows & comparison.judged & ~is_nan(table.x_bits, table.format))
    if not len(chosen):
        return []
    chosen = chosen[np.argsort(places.of[chosen], kind="stable")]
    # There may be as many runs as rows.
    ends = np.concatenate([[0], np.flatnonzero(np.diff(places.of[chosen]) != 1) + 1, [len(chosen)]])
    kept = 0, len(ends) - 2, int(np.argmax(np.diff(ends)))
    return [chosen[ends[k] : ends[k + 1]] for k in kept]


def representative_row(comparison: Comparison, rows: Mask, places: Places) -> int:
    """Return the row that stands for a class of rows, as `Representative` says, of its longest run."""
    kept = kept_runs(comparison, rows, places)
    whole, worst = _choice(comparison, kept[-1] if kept else np.flatnonzero(rows))
    return worst if whole is None else whole


def mask_of(rows: Rows, count: int) -> Mask:
    """Return row numbers as a mask of shape (count,)."""
    mask = np.zeros(count, dtype=bool)
    mask[rows] = True
    return mask


def _choice(comparison: Comparison, chosen: Rows) -> tuple[int | None, int]:
    """Return the row of the least whole input among some, of equals the first, and the worst row."""
    x = np.abs(to_float64(comparison.table.x_bits[chosen], comparison.table.format))
    with np.errstate(invalid="ignore"):
        whole = (x >= 1) & (x <= QUOTABLE) & (x == np.floor(x))
    worst = comparison.worst_of(mask_of(chosen, len(comparison.judged)))
    assert worst is not None
    return int(chosen[whole][np.argmin(x[whole])]) if whole.any() else None, worst


def _representative(comparison: Comparison, chosen: Rows) -> Representative:
    whole, worst = _choice(comparison, chosen)
    return Representative(None if whole is None else row_of(comparison, whole), row_of(comparison, worst))


def row_of(comparison: Comparison, row: int) -> WorstRow:
    """Return a row of a comparison as it is quoted."""
    table = comparison.table
    x, got, correct = (int(bits[row]) for bits in (table.x_bits, comparison.got_bits, table.y_bits))
    size = x & ~table.format.sign_bit
    return WorstRow(x, size, got, correct, float(comparison.ranked[row]), int(comparison.segment[row]))


def _segments(comparison: Comparison) -> dict[int, SegmentPart]:
    found = {}
    for segment in Segment:
        rows = comparison.judged & (comparison.segment == segment)
        if rows.any():
            wrong = rows & comparison.wrong
            worst = comparison.worst_of(wrong)
            row = None if worst is None else row_of(comparison, worst)
            found[int(segment)] = SegmentPart(int(rows.sum()), int(wrong.sum()), comparison.max_ulp(rows), row)
    return found


def _class(comparison: Comparison, rows: Mask, places: Places) -> ClassPart:
    table, fmt = comparison.table, comparison.table.format
    runs = kept_runs(comparison, rows, places)
    # Often the three are one.
    chosen = {key: _representative(comparison, run) for key, run in {int(run[0]): run for run in runs}.items()}
    kept = [RunPart(int(places.of[run[0]]), int(places.of[run[-1]]), chosen[int(run[0])]) for run in runs]
    nan = np.flatnonzero(rows & is_nan(table.x_bits, fmt))
    return ClassPart(
        rows=int(rows.sum()),
        normal=int(is_normal(table.y_bits[rows], fmt).sum()),
        max_ulp=comparison.max_ulp(rows),
        low=kept[0].first if kept else None,
        high=kept[1].last if kept else None,
        head=kept[0] if kept and places.ends and kept[0].first == places.ends[0] else None,
        tail=kept[1] if kept and places.ends and kept[1].last == places.ends[1] else None,
        best=longest(kept),
        loose=_representative(comparison, nan) if len(nan) else None,
    )


def _ends(comparison: Comparison) -> tuple[float, float]:
    """Return the least and the greatest correct result, the ends of kinks' intervals among them."""
    table = comparison.table
    y = np.concatenate([to_float64(bits, table.format) for bits in (table.y_lo_bits, table.y_hi_bits)])
    y = y[~np.isnan(y)]
    return (float(y.min()), float(y.max())) if len(y) else Accumulator().ends
