"""Correctly rounded rows that are counted in bulk, and the greatest error among them; NumPy alone."""

import math

import numpy as np

from symact.formats.arrays import Floats, Mask, is_nan, magnitude_ends, magnitudes, to_float64
from symact.judge.comparison.compare import HISTOGRAM_EDGES, SLIGHT
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.ulp_error import measure
from symact.judge.exhaustive.view import ChunkView, Indices
from symact.judge.figures.accumulator import Accumulator, SegmentPart
from symact.judge.refine import FAINT
from symact.reference.sweep.before_rounding import Span
from symact.reference.sweep.error_bounds import ROUNDED, residuals
from symact.reference.sweep.passes import PIECE

NARROW = 16
"""Bits of a format all of whose inputs ordinary verdicts take too, with the same figures to the last digit."""

NEXT = 0.25
"""A bound of a value, ulp, that reaches into the neighbouring binade at most."""


def other_formulas(chunk: ChunkView) -> Mask:
    """Return which rows of a chunk are not quiet: wrong ones, special ones; all where the bound is below 0.5."""
    bound = chunk.question.max_ulp
    if bound is not None and bound < 0.5:
        return np.ones(len(chunk.got), dtype=bool)
    found: Mask = chunk.got != chunk.y
    nan = [(span.start, span.stop) for span in chunk.gaps if chunk.format.is_nan(int(chunk.y[span.start]))]
    for start, stop in [*nan, (chunk.nan_rows, len(found))]:
        found[start:stop] &= ~is_nan(chunk.got[start:stop], chunk.format)
    if chunk.gaps:
        found &= ~chunk.open_rows
    found[chunk.special] = True
    return found


def quiet_rows(chunk: ChunkView, others: Mask, known: Accumulator) -> Accumulator:
    """Return the figures of the quiet rows.

    Args:
        chunk: the chunk.
        others: the rows that are not quiet.
        known: their figures; an error that they reach need not be looked for.
    """
    quiet = ~others
    left_open = int(np.count_nonzero(quiet & chunk.open_rows))
    quiet &= ~chunk.open_rows
    judged = int(np.count_nonzero(quiet))
    if isinstance(chunk.segment, Segment):
        counts = {int(chunk.segment): judged} if judged else {}
    else:
        found = np.bincount(chunk.segment[quiet], minlength=len(Segment))
        counts = {k: int(c) for k, c in enumerate(found) if c}
    parts = {}
    for key, number in counts.items():
        floor = max(chunk.floor(key), known.segments.get(key, SegmentPart()).max_ulp)
        greatest = _greatest(chunk, others, key, floor) if key != Segment.NAN_INPUT and floor < 0.5 else 0.0
        parts[key] = SegmentPart(number, 0, greatest, None)
    places = chunk.places
    return Accumulator(
        first=places[0] if places else None,
        last=places[1] if places else None,
        judged=judged,
        open=left_open,
        histogram=(judged, *(0 for _ in HISTOGRAM_EDGES)),
        segments=parts,
        ends=chunk.y_ends,
        overflowed=_overflowed(chunk),
    )


def _overflowed(chunk: ChunkView) -> bool:
    fmt, finite = chunk.format, chunk.nan_rows
    if fmt.infinity_bits is not None:
        finite = max(0, min(finite, chunk.line.outer - (chunk.first & ~fmt.sign_bit)))
    if chunk.magnitude_ends is not None and finite == len(chunk.y):
        return chunk.magnitude_ends[1] > fmt.max_bits
    beyond = magnitudes(chunk.y[:finite], fmt) > fmt.max_bits
    for span in chunk.gaps:
        beyond[span.start : span.stop] = False
    return bool(beyond.any())


def _greatest(chunk: ChunkView, others: Mask, key: int, floor: float) -> float:
    """Return the greatest error among the quiet rows of a segment, or something below floor if it is below."""
    if key == Segment.UNDERFLOW and chunk.question.policy.subnormals != "keep":
        return 0.0
    best, floor = 0.0, max(floor, SLIGHT)
    for span in chunk.bounds.spans:
        if span.without is not None:
            continue
        vanished = span.strict and chunk.trace.first_value(span) == 0.0
        if vanished and math.ldexp(span.absolute, -chunk.format.quantum) <= max(best, floor):
            continue
        step = max(span.stop - span.start, 1) if isinstance(span.values, float) else PIECE
        parts = [slice(start, min(start + step, span.stop)) for start in range(span.start, span.stop, step)]
        bounds = np.array([_bound(chunk, span, part) for part in parts])
        for k in np.argsort(-bounds, kind="stable").tolist():
            if bounds[k] <= max(best, floor):
                break
            rows = np.flatnonzero(~others[parts[k]]) + parts[k].start
            if not isinstance(chunk.segment, Segment):
                rows = rows[chunk.segment[rows] == key]
            if len(rows):
                best = max(
                    best, _greatest_of(chunk, rows, max(best, floor), _alike(chunk.trace.of_part(span, parts[k])))
                )
    return best


def _alike(values: Floats) -> bool:
    """Whether values are one and the same."""
    return bool(values[0] == values[-1] and (values == values[0]).all())


def _bound(chunk: ChunkView, span: Span, part: slice) -> float:
    """Return a bound of the errors of correctly rounded results in a part of a span, ulp, from their least number."""
    fmt, y = chunk.format, chunk.y[part]
    ends = magnitude_ends(y, fmt)
    if ends is None:
        return math.inf
    values = chunk.trace.of_part(span, part)
    with np.errstate(invalid="ignore", over="ignore"):
        off = float(np.abs(values - to_float64(y, fmt)).max())
        width = span.absolute + span.relative * float(np.abs(values).max()) if span.relative else span.absolute
    # The exact value may lie just below a power of two, where the unit is half as large.
    field, rest = divmod(ends[0], 1 << fmt.fraction_bits)
    exponent = max(field - (rest == 0), 1) - 1 + fmt.quantum
    found = math.ldexp((off + width) * (1 + 4 * ROUNDED), -exponent)
    return math.inf if math.isnan(found) else found


def _errors(chunk: ChunkView, rows: Indices) -> tuple[Floats, Floats, Mask]:
    """Return approximate errors, upper bounds of them, and whether the errors are certain enough for figures."""
    values = chunk.bounds.of(rows)
    known = np.abs(residuals(values, chunk.y[rows], chunk.format).residual)
    # A result that is correctly rounded is off by half a unit at most; overflows are evaluated one by one.
    upper = known * (1 + 2.0**-50) + values.margin
    # The exact value may lie just below a power of two, where the unit is half as large.
    unsure = ~values.sure
    upper[unsure] = np.where(values.margin[unsure] < NEXT, 2 * upper[unsure], 0.5)
    upper = np.minimum(upper, 0.5)
    over = ~np.isfinite(to_float64(chunk.y[rows], chunk.format))
    # An overflow from beyond the number after the largest one counts as no error; NaN: beyond float64 itself.
    upper[over] = np.where(np.abs(values.value[over]) < 2.0 ** (chunk.format.emax + 1) * 1.001, 0.5, 0.0)
    certain = values.margin == 0
    if chunk.format.width > NARROW:
        certain |= upper - known <= FAINT
    return known, upper, certain & values.sure & ~over


def _greatest_of(chunk: ChunkView, rows: Indices, floor: float, alike: bool) -> float:
    """Return the greatest error of some rows, or something below floor if it is below; alike: of one value."""
    if alike:
        known, upper, certain = _errors(chunk, rows[:1])
        # One value has one result, and one bound of its error; by less than `faint` nothing shows.
        faint = FAINT if chunk.format.width > NARROW else 0.0
        if upper[0] <= floor or (certain[0] and known[0] <= floor + faint):
            return 0.0
        rows = rows[:1] if certain[0] else rows
    known, upper, certain = _errors(chunk, rows)
    best, top = 0.0, int(np.argmax(np.where(certain, known, -1.0)))
    if certain[top] and upper[top] > floor:
        # The others are no greater, or by less than shows.
        best = _exact_error(chunk, rows[top : top + 1])
    upper[certain] = 0.0
    doubtful = np.flatnonzero(upper > max(best, floor))
    order = doubtful[np.argsort(-upper[doubtful], kind="stable")]
    for start in range(0, len(order), 64):
        chosen = order[start : start + 64]
        if upper[chosen[0]] <= max(best, floor):
            break
        best = max(best, _exact_error(chunk, np.sort(rows[chosen])))
        if best >= 0.5:
            break
    return best


def _exact_error(chunk: ChunkView, rows: Indices) -> float:
    return float(measure(chunk.exact_table(rows), chunk.got[rows]).error.max())
