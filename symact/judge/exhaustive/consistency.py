"""Does the state of an exhaustive run agree with itself, and with the inputs that it says are judged?

A digest finds what was damaged; figures that were put together, or come from another version, are found here.
"""

import math
from itertools import zip_longest

from symact.candidates.finding import MISCONDUCT, REMARKS
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.tally import Tally
from symact.judge.figures.accumulator import Accumulator

SEGMENTS = frozenset(int(each) for each in Segment)
CLASSES = frozenset(each.value for each in Defect)


def agrees(partial: Accumulator, tally: Tally | None, rows: int) -> bool:
    """Whether figures agree with each other and with the number of inputs that they are of.

    Args:
        partial: the figures.
        tally: of the invariants, None where nothing is judged.
        rows: inputs of the chunks that are done.
    """
    segments, classes = partial.segments, partial.classes
    counts = [partial.judged, partial.open, partial.mismatched, partial.violations, *partial.histogram]
    counts += [count for each in segments.values() for count in (each.rows, each.mismatched)]
    counts += [count for each in classes.values() for count in (each.rows, each.normal)]
    sizes = [*(each.max_ulp for each in segments.values()), *(each.max_ulp for each in classes.values())]
    return (
        min(counts) >= 0
        and all(size >= 0 for size in sizes)  # NaN is not
        and partial.judged + partial.open == rows
        and partial.judged == sum(partial.histogram) == sum(each.rows for each in segments.values())
        and partial.mismatched == sum(each.mismatched for each in segments.values())
        and max(partial.mismatched, partial.violations) <= partial.judged
        and len(partial.histogram) == len(Accumulator().histogram)
        and segments.keys() <= SEGMENTS
        and classes.keys() <= CLASSES
        and all(0 < each.rows <= partial.judged and each.normal <= each.rows for each in classes.values())
        and (tally is not None) == bool(rows)
        and (tally is None or _counts(tally))
    )


def _counts(tally: Tally) -> bool:
    """Whether each invariant has a first place where it is broken, if it is."""
    pairs = list(zip_longest(tally.counts, tally.first))
    return len(tally.counts) == len(tally.first) and all(n >= 0 and (n > 0) == (x is not None) for n, x in pairs)


def is_known(kind: str) -> bool:
    """Whether a finding is of a kind that there is."""
    return kind in MISCONDUCT or kind in REMARKS


def is_duration(seconds: float) -> bool:
    """Whether a number of seconds is one."""
    return math.isfinite(seconds) and seconds >= 0
