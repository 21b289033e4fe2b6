"""A chunk whose results are one number, or NaN, and all wrong in the same way: few rows decide; the others are counted.

Beyond some |x| a gradient that squares x is 0 or NaN at every other input of float32: such rows are of a class of wrong
results, of which a verdict quotes the greatest error, the run and the row that stands for it.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Mask, is_nan, to_float64, total_order
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES, SLIGHT, Comparison
from symact.judge.comparison.failure_classes import BREAKS_ANY_BOUND
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.exact_rows import ExactRows
from symact.judge.exhaustive.float_filter import Errors, class_of, float_errors, tops_of
from symact.judge.exhaustive.quiet_rows import NARROW
from symact.judge.exhaustive.view import ChunkView, Indices
from symact.judge.figures.accumulation import QUOTABLE, Places
from symact.judge.figures.accumulator import Accumulator, ClassPart, RunPart
from symact.judge.refine import FAINT
from symact.reference.sweep.passes import PIECE

MOST = 256
"""Rows that decide, beyond which all are compared."""


def alike_rows(chunk: ChunkView, others: Mask) -> Accumulator | None:
    """Return the figures of a chunk's rows where its results are alike, None where they are not.

    Args:
        chunk: the chunk.
        others: the rows that are not quiet.
    """
    errors = _errors(chunk) if _is_uniform(chunk, others) else None
    rows = None if errors is None else _deciding(chunk, errors)
    if errors is None or rows is None:
        return None
    # As if they were neighbours: what lies between them is of the same kind.
    order = total_order(chunk.x_bits(rows), chunk.format).argsort().argsort()
    places = Places(order, (0, len(rows) - 1))
    found = ExactRows(chunk, rows, places)
    figures, one = found.figures(), found.comparison
    if not all(mask.all() == mask.any() for mask in (one.judged, one.wrong, *one.defects.values())):
        return None
    return None if _on_both_sides(chunk, one, errors, figures) else _spread(chunk, figures, errors, len(rows))


def _is_uniform(chunk: ChunkView, others: Mask) -> bool:
    """Whether all results are one number or NaN, and all correct ones finite, of one sign and of one segment."""
    policy, got, ends = chunk.question.policy, chunk.got, chunk.magnitude_ends
    if not (others.all() and got.min() == got.max() and ends is not None and isinstance(chunk.segment, Segment)):
        return False
    plain = policy.subnormals == "keep" and policy.rounding == "nearest" and not len(chunk.special)
    plain &= chunk.nan_rows == len(got) and not chunk.gaps
    return plain and ends[1] <= chunk.format.max_bits


def _errors(chunk: ChunkView) -> Errors | None:
    """Return the errors of all rows, None where the class of one is not certain."""
    count = len(chunk.got)
    if is_nan(chunk.got[:1], chunk.format)[0]:
        infinite = np.full(count, np.inf)
        return Errors(np.ones(count, dtype=bool), infinite, np.zeros(count), infinite, infinite)
    spans, parts = chunk.bounds.spans, []
    one = len(spans) == 1 and isinstance(spans[0].values, float)
    for start in range(0, count, PIECE):
        rows = np.arange(start, min(start + PIECE, count))
        part = float_errors(chunk, rows[:1] if one else rows)
        if not (part.certain.all() and (class_of(part.low) == class_of(part.high)).all()):
            return None
        if one:
            # One value and one result have one error.
            return Errors(np.repeat(part.certain, count), *(np.repeat(column, count) for column in part[1:]))
        parts.append(part)
    return Errors(*map(np.concatenate, zip(*parts, strict=True)))


def _deciding(chunk: ChunkView, errors: Errors) -> Indices | None:
    """Return the rows that may be quoted: the outermost, the worst, and a whole input; None if these are many."""
    x = np.abs(to_float64(chunk.x_bits(np.arange(0, len(chunk.got), max(len(chunk.got) - 1, 1))), chunk.format))
    chosen = {0, len(chunk.got) - 1}
    if x[0] <= QUOTABLE and x[-1] >= 1:
        inner = np.abs(to_float64(chunk.x_bits(np.arange(len(chunk.got))), chunk.format))
        chosen.update(np.flatnonzero((inner >= 1) & (inner <= QUOTABLE) & (inner == np.floor(inner)))[:1].tolist())
    if errors.high.max() >= SLIGHT:
        faint = FAINT if chunk.format.width > NARROW else 0.0
        tops = np.flatnonzero(tops_of(np.ones(len(chunk.got), dtype=bool), errors.error, errors.margin, 0, {}, faint))
        if len(tops) > MOST:
            return None
        chosen.update(tops.tolist())
    return np.array(sorted(chosen))


def _on_both_sides(chunk: ChunkView, deciding: Comparison, errors: Errors, figures: Accumulator) -> bool:
    """Whether some errors may be within the bound and others not."""
    bound = chunk.question.max_ulp
    if bound is None or any(deciding.defects[each].all() for each in BREAKS_ANY_BOUND):
        return False
    reach = 2 * CLOSE_CALL * (1 + bound)
    beyond = figures.violations == len(deciding.judged) and errors.low.min() > bound + reach
    return not (beyond or (figures.violations == 0 and errors.high.max() < bound - reach))


def _spread(chunk: ChunkView, few: Accumulator, errors: Errors, chosen: int) -> Accumulator:
    """Return the figures of all rows from those of the few that decide."""
    count, ends = len(chunk.got), chunk.places
    assert ends is not None
    assert chunk.magnitude_ends is not None
    places: npt.NDArray[np.intp] = np.bincount(class_of(errors.high), minlength=len(HISTOGRAM_EDGES) + 1)
    normal = count if chunk.magnitude_ends[0] >= chunk.format.min_normal_bits else 0

    def whole(part: ClassPart) -> ClassPart:
        assert part.best is not None
        run = RunPart(*ends, part.best.representative)
        return part._replace(rows=count, normal=normal, low=run.first, high=run.last, head=run, tail=run, best=run)

    return replace(
        few,
        first=ends[0],
        last=ends[1],
        judged=count,
        mismatched=few.mismatched // chosen * count,
        violations=few.violations // chosen * count,
        histogram=tuple(places.tolist()),
        segments={
            key: part._replace(rows=count, mismatched=part.mismatched // chosen * count)
            for key, part in few.segments.items()
        },
        classes={key: whole(part) for key, part in few.classes.items()},
    )
