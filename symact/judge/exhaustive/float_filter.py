"""Rows with two numbers of one sign: their errors from float64, as far as these are certain; NumPy alone."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Floats, Mask, bits_dtype, to_float64
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.quiet_rows import NARROW
from symact.judge.exhaustive.view import ChunkView, Indices
from symact.judge.figures.accumulator import Accumulator, SegmentPart
from symact.judge.refine import FAINT
from symact.reference.scattered_table import close_values
from symact.reference.sweep.error_bounds import ROUNDED, inverse
from symact.reference.sweep.passes import PIECE

EDGES = np.array(HISTOGRAM_EDGES)

LOWEST, HIGHEST = (math.frexp(edge)[1] - 1 for edge in (HISTOGRAM_EDGES[0] / 2, HISTOGRAM_EDGES[-1]))

MANY = 256
"""Rows that are worth models in double words."""

CLASSES = np.searchsorted(EDGES, 2.0 ** np.arange(LOWEST, HIGHEST + 1), side="right")
"""The class of errors above 2^e and up to 2^(e + 1), for e from LOWEST on; all edges are powers of 2."""


class Filtered(NamedTuple):
    """The figures of the rows that are certain, and the rows that are left."""

    figures: Accumulator
    left: Indices


def filtered_rows(chunk: ChunkView, rows: Indices) -> Filtered:
    """Count the wrong rows whose error is certain enough for every figure; give back the others.

    Args:
        chunk: the chunk.
        rows: those that are not correctly rounded, or special, ascending.
    """
    bound = chunk.question.max_ulp
    if bound is not None and bound < 0.5:
        return Filtered(Accumulator(), rows)
    figures, left, floors = Accumulator(), [], dict(chunk.floors)
    for start in range(0, len(rows), PIECE):
        found, doubtful = _filtered(chunk, rows[start : start + PIECE], floors, float_errors)
        figures = figures.beside(found.figures)
        if doubtful >= MANY and chunk.format.width > NARROW:
            found, _ = _filtered(chunk, found.left, floors, _close_errors)
            figures = figures.beside(found.figures)
        left.append(found.left)
    return Filtered(figures, np.concatenate(left) if left else rows)


class Errors(NamedTuple):
    """Errors of some rows in ulp, which of them have a bound, these bounds, and between what the exact ones lie."""

    certain: Mask
    error: Floats
    margin: Floats
    low: Floats
    high: Floats


def _filtered(
    chunk: ChunkView, rows: Indices, floors: dict[int, float], errors: Callable[[ChunkView, Indices], Errors]
) -> tuple[Filtered, int]:
    """Do the same for some rows, and count those whose errors are not certain enough.

    Args:
        chunk, rows: as above.
        floors: by segment, an error that some row is known to have; raised to what these rows have.
        errors: gives the errors.
    """
    bound = chunk.question.max_ulp
    chosen = _candidates(chunk, rows)
    certain, error, margin, low, high = errors(chunk, rows[chosen])
    places = class_of(high)
    certain &= class_of(low) == places
    if bound is not None:
        certain &= np.abs(error - bound) > margin + 2 * CLOSE_CALL * (1 + bound)
    faint = FAINT if chunk.format.width > NARROW else 0.0
    segment = chunk.segment if isinstance(chunk.segment, Segment) else chunk.segment_of(rows[chosen])
    for key in [segment] if isinstance(segment, Segment) else np.unique(segment).tolist():
        certain &= ~tops_of((segment == key) & certain, error, margin, int(key), floors, faint)
    wrong = np.ones(len(error), dtype=bool)
    if chunk.question.policy.rounding == "faithful":
        known, beside = _faithful(chunk, rows[chosen])
        certain &= known
        wrong = ~beside
    left = np.ones(len(rows), dtype=bool)
    left[np.flatnonzero(chosen)[certain]] = False
    keys = segment if isinstance(segment, Segment) else segment[certain]
    figures = _figures(keys, error[certain], places[certain], bound, wrong[certain])
    return Filtered(figures, rows[left]), int(np.count_nonzero(~certain))


def _candidates(chunk: ChunkView, rows: Indices) -> Mask:
    """Return which rows hold numbers of the same sign, neither 0, away from every special input and the top binade."""
    fmt = chunk.format
    integer = bits_dtype(fmt).type
    mask = integer(fmt.sign_bit - 1)
    got, y = chunk.got[rows], chunk.y[rows]
    magnitude = y & mask
    chosen = (got != y) & ((got ^ y) <= mask) & (rows < chunk.nan_rows)
    top = integer((fmt.emax - fmt.emin + 1) << fmt.fraction_bits)
    chosen &= (magnitude != 0) & (magnitude < top)
    magnitude = got & mask
    chosen &= (magnitude != 0) & (magnitude <= integer(fmt.max_bits))
    chosen[np.isin(rows, chunk.special)] = False
    if chunk.question.policy.subnormals == "flush_inputs":
        chosen &= (chunk.x_bits(rows) & mask) >= integer(fmt.min_normal_bits)
    if chunk.line.ends is not None:
        values = to_float64(got, fmt)
        chosen &= (values >= chunk.line.ends[0]) & (values <= chunk.line.ends[1])
    return np.asarray(chosen)


def float_errors(chunk: ChunkView, rows: Indices) -> Errors:
    """Return the errors from the sweep's values."""
    fmt = chunk.format
    values, got = chunk.bounds.of(rows), to_float64(chunk.got[rows], fmt)
    if np.isinf(got).any():
        # Measured as the number that would follow the largest.
        got = np.clip(got, -(2.0 ** (fmt.emax + 1)), 2.0 ** (fmt.emax + 1))
    off = got - values.value
    error = np.abs(off)
    error *= inverse(values.exponent)
    margin = np.where(values.margin > 0, values.margin + error * ROUNDED, 0.0)
    # The exact value lies beyond a number that the result is off by so much, on a side that is known.
    size, shown = np.abs(got), np.abs(values.value)
    near, away = (shown <= 2 * size) & (size <= 2 * shown), values.beside * off < 0
    exact = near & (values.beside != 0) & (off != 0)
    lines = chunk.bounds.lines(rows)
    settled = np.zeros(1, dtype=bool)
    if lines is not None:
        units, sharp = _from_lines(chunk, rows, lines, got)
        by, side = np.abs(units) * inverse(values.exponent), lines[3]
        length = by / lines[2]
        # Powers of 2, such as all edges, times d are exact.
        on = near & sharp & (units != 0) & (np.frexp(length)[0] == 0.5) & (length * lines[2] == by)
        settled = near & sharp & (side == 0)
        error = np.where(on | settled, length, error)
        margin = np.where(settled, np.where(on, 0.0, length * ROUNDED), margin)
        exact, away = exact | on & (side != 0), np.where(on, side * units < 0, away)
    low, high = error - margin, error + margin
    low = np.where(exact & away, np.nextafter(error, np.inf), low)
    high = np.where(exact & ~away, error, np.maximum(low, high))
    return Errors(values.sure & np.isfinite(error), error, margin, low, high)


def _from_lines(chunk: ChunkView, rows: Indices, lines: Floats, got: Floats) -> tuple[Floats, Mask]:
    """Return got·d - (a·x + b), and where this is exact if got is within a factor of 2 of (a·x + b)/d.

    The products are exact, and so is the difference by Sterbenz's lemma, where the sum is (Knuth).
    """
    a, b, d, _ = lines
    product = to_float64(chunk.x_bits(rows), chunk.format) * a
    value = product + b
    back = value - product
    return got * d - value, (product - (value - back)) + (b - back) == 0


def _close_errors(chunk: ChunkView, rows: Indices) -> Errors:
    """Return the errors from double words, where the sweep's values leave too much open."""
    fmt, reference = chunk.format, chunk.line.reference
    close = close_values(reference.bound, fmt, reference.order, chunk.x_bits(rows))
    error = np.abs((to_float64(chunk.got[rows], fmt) - close.value) * inverse(close.exponent) - close.rest)
    margin = close.margin + error * ROUNDED
    return Errors(close.known & np.isfinite(error), error, margin, error - margin, error + margin)


def _faithful(chunk: ChunkView, rows: Indices) -> tuple[Mask, Mask]:
    """Return where it is certain, and where it is so, that a result lies just on the other side of the exact value."""
    got, y = chunk.got[rows].astype(np.int64), chunk.y[rows].astype(np.int64)
    values = chunk.bounds.of(rows)
    correct = to_float64(chunk.y[rows], chunk.format)
    off = (values.value - correct) * inverse(values.exponent)
    step = np.abs(got - y) == 1
    beside = step & (np.sign(off) == np.sign(to_float64(chunk.got[rows], chunk.format) - correct))
    return ~step | (np.abs(off) > values.margin), beside


def class_of(error: Floats) -> npt.NDArray[np.int64]:
    """Return the class of every error, none of them -0 or NaN; what is below 0 is in the lowest."""
    # The encoding before that of 2^(e + 1) has the exponent e.
    exponents = error.view(np.int64) - 1
    exponents >>= 52
    exponents -= 1023 + LOWEST
    found: npt.NDArray[np.int64] = CLASSES.take(exponents, mode="clip")
    return found


def tops_of(rows: Mask, error: Floats, margin: Floats, segment: int, floors: dict[int, float], faint: float) -> Mask:
    """Return which rows of a segment may have the greatest error of all, and raise its floor to what they have.

    Of errors with bounds up to `faint`, of itself above 1, which no figure tells apart, the greatest stands for all.
    """
    if not rows.any():
        return rows
    least = max(float((error - margin)[rows].max()), floors.get(segment, 0.0))
    floors[segment] = least
    tops = rows & (error + margin >= least)
    # Of equal errors the one of least |x| is quoted, which is the first of a chunk.
    alike = np.flatnonzero(tops & (margin <= faint * np.maximum(error, 1.0)))
    if len(alike):
        first = alike[np.argmax(error[alike])]
        tops[alike] = False
        tops[first] = True
    return tops


def _figures(
    segment: Segment | npt.NDArray[np.int8],
    error: Floats,
    places: npt.NDArray[np.int64],
    bound: float | None,
    wrong: Mask,
) -> Accumulator:
    mismatched = int(np.count_nonzero(wrong))
    if isinstance(segment, Segment):
        parts = {int(segment): SegmentPart(len(error), mismatched, 0.0, None)} if len(error) else {}
    else:
        counts = np.bincount(segment, minlength=len(Segment)).tolist()
        known = np.bincount(segment[wrong], minlength=len(Segment)).tolist()
        parts = {key: SegmentPart(count, known[key], 0.0, None) for key, count in enumerate(counts) if count}
    return Accumulator(
        judged=len(error),
        mismatched=mismatched,
        violations=0 if bound is None else int(np.count_nonzero(error > bound)),
        histogram=tuple(np.bincount(places, minlength=len(EDGES) + 1).tolist()),
        segments=parts,
    )
