"""The exact fallback for rows that the filter cannot decide: judged as in any verdict, exactly where it matters."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import Mask, total_order
from symact.judge.comparison.acceptance import flushed, input_flushed, undecided
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES, SLIGHT, Comparison, compare
from symact.judge.exhaustive.quiet_rows import NARROW
from symact.judge.exhaustive.view import ChunkView, Indices
from symact.judge.figures.accumulation import Places, kept_runs, mask_of, of
from symact.judge.figures.accumulator import Accumulator
from symact.judge.refine import FAINT
from symact.reference.sweep.error_bounds import ROUNDED
from symact.reference.table import Flag

LARGEST = 2.0**1000


def exact_rows(chunk: ChunkView, rows: Indices) -> Accumulator:
    """Return the figures of some rows of a chunk, classes included.

    Args:
        chunk: the chunk.
        rows: which, ascending.
    """
    places = Places(total_order(chunk.x_bits(rows), chunk.format), chunk.places)
    return ExactRows(chunk, rows, places).figures() if len(rows) else Accumulator()


class ExactRows:
    """Some rows of a chunk, compared, exactly where it matters.

    Args:
        chunk: the chunk.
        rows: which, ascending.
        places: where they lie among the inputs.
    """

    def __init__(self, chunk: ChunkView, rows: Indices, places: Places) -> None:
        self.chunk, self.rows, self.places = chunk, rows, places
        self.faint = FAINT if chunk.format.width > NARROW else 0.0
        self.values = chunk.bounds.of(rows)
        self.exact = np.zeros(0, dtype=np.int64)
        special = np.isin(rows, chunk.special)
        # Of a row without a value all is known.
        finite = (rows < chunk.nan_rows) & ~special & (self.values.without < 0)
        first = special | finite & (~self.values.sure | np.isnan(self.values.value))
        first |= chunk.doubtful_zeros(rows, self.values)
        if chunk.question.policy.rounding == "faithful":
            # Which side of such a value the exact one lies on is not known.
            first |= finite & (self.values.margin == 0) & ~self.values.exact & (self.values.beside == 0)
        self.comparison = self._compare(np.flatnonzero(first))
        wanted = self._near_edges()
        while len(wanted):
            self.comparison = self._compare(np.union1d(self.exact, wanted))
            wanted = self._undecided()

    def _compare(self, exact: Indices) -> Comparison:
        """Compare all rows, those at some places by their exact values."""
        chunk = self.chunk
        table = chunk.table(self.rows, self.values, chunk.exact_table(self.rows[exact]), exact)
        self.exact = exact
        self.margin = np.where(np.isfinite(self.values.margin), self.values.margin, 0.0)
        self.margin[exact] = 0.0
        comparison = compare(table, chunk.got[self.rows], chunk.question.policy)
        # Where a convention or the policy gives the error, no value is behind it.
        settled = ~np.isfinite(comparison.error) | ~comparison.judged | table.has(Flag.OVERFLOW | Flag.NAN_INPUT)
        got, policy = chunk.got[self.rows], chunk.question.policy
        self.margin[settled | flushed(table, got, policy) | input_flushed(table, got, policy)] = 0.0
        self.margin += np.where(self.margin > 0, ROUNDED, 0.0) * np.where(settled, 0.0, comparison.error)
        return comparison

    def _near_edges(self) -> Indices:
        """Return the places whose error may lie on either side of an edge of the histogram, or of the bound."""
        error, bound = self.comparison.error, self.chunk.question.max_ulp
        edges = np.array(HISTOGRAM_EDGES)
        near = np.searchsorted(edges, error - self.margin) != np.searchsorted(edges, error + self.margin)
        if bound is not None:
            near |= np.abs(error - bound) <= self.margin + CLOSE_CALL * (1 + bound)
        table, got = self.comparison.table, self.chunk.got[self.rows]
        near |= undecided(table, got, self.chunk.question.policy, self.margin)
        return np.flatnonzero(near & (self.margin > 0) | self._tops())

    def _undecided(self) -> Indices:
        return np.flatnonzero(self._tops())

    def _tops(self) -> Mask:
        """Return the places that may have the greatest error of a group and are not exact yet."""
        found = np.zeros(len(self.rows), dtype=bool)
        error, margin = self.comparison.error, self.margin
        # Which of the slightest is the greatest does not matter: on a tail that vanishes all rows may have such errors.
        matters = (margin > 0) & (error + margin >= SLIGHT)
        if not matters.any():
            return found
        for group, floor in self._groups():
            least = max(float((error - margin)[group].max(initial=0.0)), floor)
            tops = group & (error + margin >= least) & matters
            faint = np.flatnonzero(tops & (margin <= self.faint * np.clip(error, 1.0, LARGEST)))
            if len(faint):
                # What no figure tells apart: the greatest stands for all, and none once it is exact.
                tops[faint] = False
                first = faint[np.argmax(error[faint])]
                reach = 2 * self.faint * min(max(error[first], 1.0), LARGEST)
                tops[first] = error[first] > error[group & (margin == 0)].max(initial=-1.0) + reach
            found |= tops
        return found

    def _groups(self) -> Iterator[tuple[Mask, float]]:
        """Yield the sets of rows of which the greatest error is quoted, with what another chunk has at least."""
        c = self.comparison
        for segment in np.unique(c.segment).tolist():
            floor = self.chunk.floor(segment)
            yield c.judged & (c.segment == segment), floor
            yield c.wrong & (c.segment == segment), floor
        for rows in c.defects.values():
            if rows.any():
                yield rows, 0.0
                for run in kept_runs(c, rows, self.places):
                    yield mask_of(run, len(self.rows)), 0.0

    def figures(self) -> Accumulator:
        """Return the figures, classes included."""
        return of(self.comparison, self.chunk.question.max_ulp, self.places)
