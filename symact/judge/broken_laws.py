"""What results at some inputs break of what follows from the function: range, monotonicity, parity; no table needed.

The chunks of an exhaustive run are held against the same invariants one by one (`symact.judge.exhaustive.tally`).
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.formats.arrays import to_float64, total_order
from symact.formats.floating import get_format
from symact.judge.comparison.compare import Comparison
from symact.judge.exhaustive.invariants import Invariant, invariants
from symact.judge.figures.summary import number
from symact.judge.figures.verdict import InvariantCount
from symact.system.time_limit import TimeLimitError, at_most

SECONDS = 5.0
"""Processor time that deriving the invariants may take; what takes longer is not held against them."""

Rows = npt.NDArray[np.int64]


def broken_laws(bound: Bound, comparison: Comparison) -> tuple[InvariantCount, ...]:
    """Return the invariants that a candidate's results break, each with its first witness.

    Args:
        bound: the reference.
        comparison: its results, judged; where all are correctly rounded none is broken, and nothing is derived.
    """
    if not comparison.mismatched:
        return ()
    fmt, table = comparison.table.format, comparison.table
    rows = comparison.by_input()
    x_bits, got_bits = table.x_bits[rows], comparison.got_bits[rows]
    places, got = total_order(x_bits, fmt), to_float64(got_bits, fmt)
    found = []
    for each in _invariants(bound, fmt.name, table.order):
        inside = np.flatnonzero((places >= each.low) & (places <= each.high))
        pairs = _broken(each, places, got, inside)
        if len(pairs):
            shown = (int(bits[row]) for row in pairs[0] for bits in (x_bits, got_bits))
            found.append(InvariantCount(each.kind, each.says, len(pairs), tuple(number(b, fmt) for b in shown)))
    return tuple(found)


@lru_cache(maxsize=64)
def _invariants(bound: Bound, dtype: str, order: int) -> tuple[Invariant, ...]:
    try:
        with at_most(SECONDS):
            return invariants(bound, get_format(dtype), order)
    except TimeLimitError:
        return ()


def _broken(law: Invariant, places: Rows, got: npt.NDArray[np.float64], inside: Rows) -> Rows:
    """Return the rows, or pairs of rows, that break an invariant, shape (broken, 1 or 2)."""
    if law.kind in ("at_least", "at_most"):
        beyond = got[inside] < law.bound if law.kind == "at_least" else got[inside] > law.bound
        return inside[beyond][:, None]
    if law.kind in ("increasing", "decreasing"):
        inside = inside[~np.isnan(got[inside])]
        left, right = inside[:-1], inside[1:]
        wrong = got[left] > got[right] if law.kind == "increasing" else got[left] < got[right]
    else:
        left = inside[places[inside] < 0]
        right = np.minimum(np.searchsorted(places, ~places[left]), len(places) - 1)
        sign = -1.0 if law.kind == "odd" else 1.0
        both = (places[right] == ~places[left]) & ~np.isnan(got[left]) & ~np.isnan(got[right])
        wrong = both & (got[right] != sign * got[left])
    return np.stack([left[wrong], right[wrong]], axis=1)
