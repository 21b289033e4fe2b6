"""Which rows models are run at: all kinds of wrong rows and some right ones, a bounded number."""

from dataclasses import replace

import numpy as np

from symact.formats.arrays import Floats, Mask
from symact.judge.diagnosis.evidence import Case, Rows, part, thinned

WRONG = 1000
RIGHT = 1000
"""Rows of each sort at most."""

KEPT = 8
"""Rows at each end of a run that are all kept."""


def chosen_rows(case: Case) -> Case:
    """Return a case of few rows that stand for all.

    Rows next to each other with equal results say the same, so of such a run only the rows at its ends and at
    distances 1, 2, 4, ... from them are kept: a tail of 10,000 zeros does not outvote the 100 rows before it.
    """
    wrong = case.wrong & case.judged
    start = np.ones(len(wrong), dtype=bool)
    start[1:] = (case.got_bits[1:] != case.got_bits[:-1]) | (wrong[1:] != wrong[:-1])
    near, length = _runs(start)
    chosen = (near & (near - 1) == 0) | (near < KEPT)  # 0 or a power of two
    beside = wrong.copy()
    beside[:-1] |= wrong[1:]
    beside[1:] |= wrong[:-1]
    bad = thinned(np.flatnonzero(chosen & wrong), WRONG)
    long = thinned(np.flatnonzero(chosen & wrong & (length > 2 * KEPT)), WRONG)
    edge = thinned(np.flatnonzero(beside & ~wrong), RIGHT)
    good = thinned(np.flatnonzero(chosen & ~wrong & case.judged), RIGHT)
    severe = thinned(np.flatnonzero(chosen & wrong & case.severe), WRONG)
    places = np.unique(np.concatenate([bad, long, severe, edge, good]))
    return replace(part(case, places), stand_for=_weights(case, places))


def _weights(case: Case, places: Rows) -> Floats:
    """Return how many judged rows each chosen row stands for: those of its kind (right, wrong, severe) next to it."""
    kind = np.where(case.severe, 2, np.where(case.wrong, 1, 0))
    weights = np.zeros(len(places))
    for each in range(3):
        mine = np.flatnonzero(kind[places] == each)
        rows = np.flatnonzero((kind == each) & case.judged)
        if len(mine) and len(rows):
            between = (places[mine][1:] + places[mine][:-1]) / 2
            weights[mine] = np.bincount(np.searchsorted(between, rows), minlength=len(mine))
    return weights


def _runs(start: Mask) -> tuple[Rows, Rows]:
    """Return how far each row is from the nearer end of its run, and how long the run is."""
    places = np.arange(len(start))
    first = np.maximum.accumulate(np.where(start, places, 0))
    end = np.ones(len(start), dtype=bool)
    end[:-1] = start[1:]
    last = np.minimum.accumulate(np.where(end, places, len(start))[::-1])[::-1]
    return np.minimum(places - first, last - places), last - first + 1
