"""Rows that go through the comparison of every verdict, with exact values wherever an error decides something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import is_nan, to_float64, total_order
from symact.judge.comparison.acceptance import flushed, input_flushed, undecided
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES, Comparison, compare
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.ulp_error import Mask
from symact.judge.figures.accumulator import (
    Accumulator,
    ClassPart,
    Quote,
    Representative,
    SegmentPart,
    Stretch,
    longest,
)
from symact.judge.figures.summary import QUOTABLE
from symact.reference.sweep.error_bounds import ROUNDED
from symact.reference.table import Flag

if TYPE_CHECKING:
    from symact.judge.exhaustive.chunk import ChunkAtWork

Rows = npt.NDArray[np.int64]


def judge_rows(work: ChunkAtWork, rows: Rows) -> Accumulator:
    """Return the figures of some rows of a stretch, classes included.

    Args:
        work: the stretch.
        rows: which, ascending.
    """
    return _ExactRows(work, rows).partial() if len(rows) else Accumulator()


class _ExactRows:
    def __init__(self, work: ChunkAtWork, rows: Rows) -> None:
        self.work, self.rows = work, rows
        self.x = work.x_bits(rows)
        self.values = work.bounds.of(rows)
        self.exact = np.zeros(0, dtype=np.int64)
        special = np.isin(rows, work.special)
        finite = (rows < work.nan_rows) & ~special
        first = special | finite & (~self.values.sure | np.isnan(self.values.value))
        first |= work.doubtful_zeros(rows, self.values)
        if work.terms.policy.rounding == "faithful":
            # Which side of such a value the exact one lies on is not known.
            first |= finite & (self.values.margin == 0) & ~self.values.exact & (self.values.beside == 0)
        self.comparison = self._compare(np.flatnonzero(first))
        wanted = self._near_edges()
        while len(wanted):
            self.comparison = self._compare(np.union1d(self.exact, wanted))
            wanted = self._undecided()

    def _compare(self, exact: Rows) -> Comparison:
        """Compare all rows, those at some places by their exact values."""
        work = self.work
        table = work.table(self.rows, self.values, work.exact_table(self.rows[exact]), exact)
        self.exact = exact
        self.margin = np.where(np.isfinite(self.values.margin), self.values.margin, 0.0)
        self.margin[exact] = 0.0
        comparison = compare(table, work.got[self.rows], work.terms.policy)
        # Where a convention or the policy gives the error, no value is behind it.
        settled = ~np.isfinite(comparison.error) | ~comparison.judged | table.has(Flag.OVERFLOW | Flag.NAN_INPUT)
        got, policy = work.got[self.rows], work.terms.policy
        self.margin[settled | flushed(table, got, policy) | input_flushed(table, got, policy)] = 0.0
        self.margin += np.where(self.margin > 0, ROUNDED, 0.0) * np.where(settled, 0.0, comparison.error)
        return comparison

    def _near_edges(self) -> Rows:
        """Return the places whose error may lie on either side of an edge of the histogram, or of the bound."""
        error, bound = self.comparison.error, self.work.terms.max_ulp
        edges = np.array(HISTOGRAM_EDGES)
        near = np.searchsorted(edges, error - self.margin) != np.searchsorted(edges, error + self.margin)
        if bound is not None:
            near |= np.abs(error - bound) <= self.margin + CLOSE_CALL * (1 + bound)
        table, got = self.comparison.table, self.work.got[self.rows]
        near |= undecided(table, got, self.work.terms.policy, self.margin)
        return np.flatnonzero(near & (self.margin > 0) | self._tops())

    def _undecided(self) -> Rows:
        return np.flatnonzero(self._tops())

    def _tops(self) -> Mask:
        """Return the places that may have the greatest error of a group and are not exact yet."""
        found = np.zeros(len(self.rows), dtype=bool)
        error, margin = self.comparison.error, self.margin
        if not margin.any():
            return found
        for group, floor in self._groups():
            least = max(float((error - margin)[group].max(initial=0.0)), floor)
            found |= group & (error + margin >= least) & (margin > 0)
        return found

    def _groups(self) -> Iterator[tuple[Mask, float]]:
        """Yield the sets of rows of which the greatest error is quoted, with what another stretch has at least."""
        c = self.comparison
        for segment in np.unique(c.segment).tolist():
            floor = self.work.floor(segment)
            yield c.judged & (c.segment == segment), floor
            yield c.wrong & (c.segment == segment), floor
        for rows in c.defects.values():
            if rows.any():
                yield rows, 0.0
                for stretch in self._kept(rows):
                    yield self._mask(stretch), 0.0

    def _runs(self, rows: Mask) -> list[Rows]:
        """Return the stretches of neighbouring inputs among rows, ascending in x; NaN left out."""
        chosen = np.flatnonzero(rows & ~is_nan(self.x, self.work.format))
        if not len(chosen):
            return []
        place = total_order(self.x[chosen], self.work.format)
        if place[0] > place[-1]:
            chosen, place = chosen[::-1], place[::-1]
        return np.split(chosen, np.flatnonzero(np.diff(place) != 1) + 1)

    def _kept(self, rows: Mask) -> list[Rows]:
        """Return the stretches that a merge may need: the outer ones and the longest."""
        runs = self._runs(rows)
        return [runs[0], runs[-1], max(runs, key=len)] if runs else []

    def _mask(self, places: Rows) -> Mask:
        mask = np.zeros(len(self.rows), dtype=bool)
        mask[places] = True
        return mask

    def _quote(self, place: int) -> Quote:
        c = self.comparison
        row, correct = int(self.rows[place]), int(c.table.y_bits[place])
        return self.work.quote(row, float(c.error[place]), int(c.segment[place]), correct)

    def _telling(self, rows: Mask) -> Representative:
        chosen = np.flatnonzero(rows)
        x = np.abs(to_float64(self.x[chosen], self.work.format))
        with np.errstate(invalid="ignore"):
            whole = (x >= 1) & (x <= QUOTABLE) & (x == np.floor(x))
        least = self._quote(int(chosen[whole][np.argmin(x[whole])])) if whole.any() else None
        worst = self.comparison.worst_of(rows)
        assert worst is not None
        return Representative(least, self._quote(worst))

    def _stretch(self, places: Rows) -> Stretch:
        ends = total_order(self.x[places[[0, -1]]], self.work.format)
        return Stretch(int(ends[0]), int(ends[1]), self._telling(self._mask(places)))

    def partial(self) -> Accumulator:
        c, bound = self.comparison, self.work.terms.max_ulp
        broken = c.judged & False if bound is None else c.violations(bound)
        worst = c.worst_of(broken)
        places = self.work.judge.judged_places(self.work.first, len(self.work.got))
        return Accumulator(
            first=places[0] if places else None,
            last=places[1] if places else None,
            judged=c.count,
            open=len(self.rows) - c.count,
            mismatched=c.mismatched,
            violations=int(broken.sum()),
            worst_violation=None if worst is None else self._quote(worst),
            histogram=tuple(c.histogram()),
            segments=self._segments(),
            classes={d.value: self._class(d, rows, places) for d, rows in c.defects.items() if rows.any()},
            ends=self._ends(),
        )

    def _ends(self) -> tuple[float, float]:
        """Return the least and the greatest correct result, the ends of kinks' intervals among them."""
        table = self.comparison.table
        y = np.concatenate([to_float64(b, table.format) for b in (table.y_lo_bits, table.y_hi_bits)])
        y = y[~np.isnan(y)]
        return (float(y.min()), float(y.max())) if len(y) else Accumulator().ends

    def _segments(self) -> dict[int, SegmentPart]:
        c = self.comparison
        found = {}
        for segment in Segment:
            rows = c.judged & (c.segment == segment)
            if rows.any():
                wrong = rows & c.wrong
                worst = c.worst_of(wrong)
                quote = None if worst is None else self._quote(worst)
                found[int(segment)] = SegmentPart(int(rows.sum()), int(wrong.sum()), c.max_ulp(rows), quote)
        return found

    def _class(self, defect: Defect, rows: Mask, ends: tuple[int, int] | None) -> ClassPart:
        c, fmt = self.comparison, self.work.format
        magnitude = c.table.y_bits[rows].astype(np.uint64) & np.uint64(fmt.sign_bit - 1)
        normal = int(((magnitude >= fmt.min_normal_bits) & (magnitude <= fmt.max_bits)).sum())
        kept = [self._stretch(run) for run in self._kept(rows)]
        nan = rows & is_nan(self.x, fmt)
        return ClassPart(
            rows=int(rows.sum()),
            normal=normal,
            max_ulp=c.max_ulp(rows),
            low=kept[0].first if kept else None,
            high=kept[1].last if kept else None,
            head=kept[0] if kept and ends and kept[0].first == ends[0] else None,
            tail=kept[1] if kept and ends and kept[1].last == ends[1] else None,
            best=longest(kept),
            loose=self._telling(nan) if nan.any() else None,
        )
