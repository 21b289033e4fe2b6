"""Comparison with a table whose errors are known within a margin, made exact wherever an error decides something."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask
from symact.judge.comparison.acceptance import undecided
from symact.judge.comparison.compare import HISTOGRAM_EDGES, SLIGHT, Comparison, compare
from symact.judge.comparison.policy import Policy
from symact.judge.figures.accumulation import counted, representative_row
from symact.reference.sweep.error_bounds import ROUNDED
from symact.reference.swept_table import sharpened
from symact.reference.table import Table

FAINT = 2.0**-24
"""Bound of a residual's error, ulp, that shows in no figure of 6 digits but next to a digit's end."""


def sharp_comparison(table: Table, got_bits: Bits, policy: Policy | None = None) -> Comparison:
    """Judge a candidate's results as `compare` does, with the figures of exact values also from a swept table.

    Args:
        table: the correctly rounded values; of a swept table the rows that matter get their exact residuals.
        got_bits: encodings of the candidate's results, shape (n,).
        policy: the choices to judge by; the default policy if None.

    Raises:
        CandidateError: as `compare`.
    """
    comparison = compare(table, got_bits, policy)
    while table.errors and len(rows := _wanted(comparison, table.errors.margin)):
        table = sharpened(table, rows)
        comparison = compare(table, got_bits, policy)
    return comparison


def _wanted(comparison: Comparison, margin: Floats) -> npt.NDArray[np.intp]:
    """Return the rows that are not exact yet although a figure of the verdict depends on them."""
    error = comparison.error
    with np.errstate(invalid="ignore"):
        reach = np.where(np.isfinite(error) & (margin > 0), margin + ROUNDED * error, 0.0)
        edges = np.array(HISTOGRAM_EDGES)
        wanted = np.searchsorted(edges, error - reach) != np.searchsorted(edges, error + reach)
    wanted |= comparison.wrong & (margin > FAINT)
    # A value below all numbers of float64 may stand for any smaller one than the next, which differs relatively more.
    wanted |= comparison.wrong & np.isfinite(error) & np.isinf(comparison.relative)
    for values in (comparison.absolute, comparison.relative):
        wanted |= _decisive(values, comparison.wrong)
    wanted |= undecided(comparison.table, comparison.got_bits, comparison.policy, margin)
    for group in _groups(comparison):
        least = max(float((error - reach)[group].max()), SLIGHT)
        wanted |= group & (error + reach >= least)
    places = counted(comparison)
    for rows in comparison.defects.values():
        if rows.any():
            wanted[representative_row(comparison, rows, places)] = True
    return np.flatnonzero(wanted & (margin > 0))


def _decisive(values: Floats, wrong: Mask) -> Mask:
    """Return the rows that decide the digits of a greatest difference, where the margin leaves them open."""
    rows = wrong & np.isfinite(values) & (values > 0)
    greatest = float(values[rows].max(initial=0.0))
    low, high = (f"{greatest * (1 + side * 4 * FAINT):.5e}" for side in (-1, 1))
    return np.asarray(rows & (low != high) & (values >= greatest * (1 - 8 * FAINT)))


def _groups(comparison: Comparison) -> Iterator[Mask]:
    """Yield the sets of rows of which a verdict gives the greatest error."""
    for segment in np.unique(comparison.segment):
        rows = comparison.judged & (comparison.segment == segment)
        yield from (each for each in (rows, rows & comparison.wrong) if each.any())
    finite = comparison.judged & comparison.wrong & np.isfinite(comparison.error)
    yield from (rows for rows in (finite, *comparison.defects.values()) if rows.any())
