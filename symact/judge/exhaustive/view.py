"""One chunk of neighbouring inputs as the judge sees it: results, bounds of exact values, segments, tables of rows."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, bits_dtype, is_nan, is_zero, magnitude_ends, magnitudes, to_float64
from symact.formats.floating import Format
from symact.judge.comparison.input_regions import TAIL_NEAR, Segment, segments
from symact.judge.question import Question
from symact.reference.entries import Extent, LazyColumn
from symact.reference.rows import Reference
from symact.reference.sweep.before_rounding import Span, Trace
from symact.reference.sweep.error_bounds import Bounds, Values, residuals, result_flags
from symact.reference.table import Flag, Rows

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Line:
    """What all chunks of a run share.

    Args:
        question: what is judged.
        reference: gives the exact value at an input.
        ends: least and greatest of all correct results, None if they are not known.
        outer: encoding of the outermost positive input.
        limits: the results at the outermost inputs, negative and positive.
        at_zeros: the ends of the intervals of results at +0 and at -0.
        infinities_judged: whether something is required at the infinities, negative and positive.
        nan_judged: whether something is required at NaN.
    """

    question: Question
    reference: Reference
    ends: tuple[float, float] | None
    outer: int
    limits: tuple[float, float]
    at_zeros: tuple[tuple[int, int], tuple[int, int]]
    infinities_judged: tuple[bool, bool]
    nan_judged: bool

    def judged_places(self, first: int, count: int) -> tuple[int, int] | None:
        """Return the places of the outermost judged inputs that are no NaN, in ascending order."""
        fmt = self.question.format
        negative = first >= fmt.sign_bit
        low, last = first & ~fmt.sign_bit, self.outer
        if fmt.infinity_bits is not None and not self.infinities_judged[0 if negative else 1]:
            last -= 1
        high = min(low + count - 1, last)
        if low > high:
            return None
        return (~high, ~low) if negative else (low, high)


@dataclass(frozen=True)
class ChunkView:
    """One chunk: rows are numbered from its first input on.

    Args:
        line: what all chunks share.
        first: the first encoding; all inputs have one sign.
        got: the candidate's encodings, shape (n,).
        y: the correctly rounded ones, shape (n,).
        trace: the sweep's values before rounding.
        special: rows that are always looked at, ascending: zeros, the outermost input, breakpoints.
        floors: by segment, an error that some row of another chunk is known to have.
    """

    line: Line
    first: int
    got: Bits
    y: Bits
    trace: Trace
    special: Indices
    floors: dict[int, float] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """What is judged."""
        return self.line.question

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return self.line.question.format

    @property
    def places(self) -> tuple[int, int] | None:
        """The places of the outermost judged inputs that are no NaN."""
        found = self.line.judged_places(self.first, len(self.got))
        if found is None or not self.open_rows.any():
            return found
        rows = np.flatnonzero(~self.open_rows[: found[1] - found[0] + 1])
        if not len(rows):
            return None
        low, high = int(rows[0]), int(rows[-1])
        negative = self.first >= self.format.sign_bit
        return (found[1] - high, found[1] - low) if negative else (found[0] + low, found[0] + high)

    @cached_property
    def gaps(self) -> list[Span]:
        """The stretches of rows without a value, each with one result and one set of flags."""
        return [span for span in self.bounds.spans if span.without is not None]

    @cached_property
    def open_rows(self) -> npt.NDArray[np.bool_]:
        """The rows of which nothing is required, special inputs left out."""
        found = np.zeros(len(self.y), dtype=bool)
        for span in self.gaps:
            found[span.start : span.stop] = bool((span.without or 0) & Flag.OPEN)
        if not self.line.nan_judged:
            found[self.nan_rows :] = True
        found[self.special] = False
        return found

    @cached_property
    def bounds(self) -> Bounds:
        """Bounds of the exact values."""
        return Bounds(self.trace, self.format)

    @cached_property
    def nan_rows(self) -> int:
        """The row from which on the inputs are NaN."""
        return min(max(self.line.outer + 1 - (self.first & ~self.format.sign_bit), 0), len(self.got))

    @cached_property
    def magnitude_ends(self) -> tuple[int, int] | None:
        """Least and greatest magnitude of the results if all have one sign and none is NaN; else None."""
        return magnitude_ends(self.y, self.format)

    @cached_property
    def y_ends(self) -> tuple[float, float]:
        """Least and greatest correct result, (inf, -inf) without one."""
        if self.magnitude_ends is not None and self.nan_rows == len(self.y):
            sign = int(self.y[0]) & self.format.sign_bit
            ends = np.array([each | sign for each in self.magnitude_ends], dtype=bits_dtype(self.format))
            one, other = to_float64(ends, self.format).tolist()
            return (other, one) if sign else (one, other)
        y = to_float64(self.y[: self.nan_rows], self.format)
        if not len(y):
            return math.inf, -math.inf
        low, high = float(np.fmin.reduce(y)), float(np.fmax.reduce(y))
        return (math.inf, -math.inf) if math.isnan(low) else (low, high)

    def x_bits(self, rows: Indices) -> Bits:
        """Return the inputs of rows."""
        return (rows + self.first).astype(bits_dtype(self.format))

    def floor(self, segment: int) -> float:
        """Return an error that some row of a segment is known to have, perhaps in another chunk."""
        return self.floors.get(segment, 0.0)

    @cached_property
    def segment(self) -> Segment | npt.NDArray[np.int8]:
        """The segment of all rows if they share one, else that of each."""
        fmt = self.format
        top = (fmt.emax - fmt.emin + 1) << fmt.fraction_bits
        whole = self.nan_rows == len(self.y) and not len(self.special)
        ends = self.magnitude_ends
        if ends is None:
            magnitude = magnitudes(self.y, fmt)
            ends = int(magnitude.min()), int(magnitude.max())
        spans = self.bounds.spans
        one = whole and len(spans) == 1 and self.trace.first_value(spans[0]) == 0.0
        if one and spans[0].strict:
            return Segment.UNDERFLOW
        zero = one and ends[1] == 0 and spans[0].absolute == spans[0].relative == 0
        if whole and (zero or (ends[0] >= fmt.min_normal_bits and ends[1] < top)):
            found = core_or_tail(fmt, self.first, len(self.y), self.line.limits, self.y_ends)
            if found is not None:
                return found
        if whole and ends[0] > 0 and ends[1] < fmt.min_normal_bits:
            return Segment.SUBNORMAL
        if self.nan_rows == 0:
            return Segment.NAN_INPUT
        if whole and len(self.gaps) == len(spans):
            return Segment.CORE
        rows = np.arange(len(self.y))
        values = self.bounds.of(rows)
        if whole and ends[1] == 0 and values.nonzero.all() and not self.gaps:
            return Segment.UNDERFLOW
        for row in np.flatnonzero(self.doubtful_zeros(rows, values)).tolist():
            wide = self.line.reference.row(self.first + row).wide
            values.nonzero[row] = wide is not None and wide.significand != 0
        return segments(self.table(rows, values))

    def segment_of(self, rows: Indices) -> npt.NDArray[np.int8]:
        """Return the segments of rows that are not special."""
        if isinstance(self.segment, Segment):
            return np.full(len(rows), self.segment, dtype=np.int8)
        return self.segment[rows]

    def doubtful_zeros(self, rows: Indices, values: Values) -> npt.NDArray[np.bool_]:
        """Return which results are 0 without knowing whether the exact value is, special inputs left out."""
        zero = is_zero(self.y[rows], self.format)
        doubtful = zero & ~values.nonzero & ~values.exact & (rows < self.nan_rows)
        found: npt.NDArray[np.bool_] = doubtful & ~np.isin(rows, self.special)
        return found

    def table(self, rows: Indices, values: Values, exact: Rows | None = None, places: Indices | None = None) -> Rows:
        """Return some rows; those at places are replaced by exact ones."""
        fmt, y, x_bits = self.format, self.y[rows], self.x_bits(rows)
        known = residuals(values, y, fmt)
        flags = result_flags(y, values, fmt)
        flags[is_nan(x_bits, fmt)] = Flag.NAN_INPUT | (Flag.OPEN if self.question.order else 0)
        low, high = y.copy(), y.copy()
        if exact is not None and places is not None:
            known = known._replace(margin=known.margin.copy())
            known.exponent[places], known.residual[places] = exact.ulp_exponent, exact.residual
            known.margin[places] = 0.0
            flags[places], low[places], high[places] = exact.flags, exact.y_lo_bits, exact.y_hi_bits
            y[places] = exact.y_bits
        return Rows(
            format_name=fmt.name,
            quantity=self.question.quantity,
            x_bits=x_bits,
            y_bits=y,
            y_lo_bits=low,
            y_hi_bits=high,
            flags=flags,
            wide=LazyColumn(len(rows), lambda k: self.line.reference.row(self.first + int(rows[k])).wide),
            errors=known,
            whole=Extent(self.line.ends, self.line.limits, self.line.at_zeros),
        )

    def exact_table(self, rows: Indices) -> Rows:
        """Return rows with their exact values."""
        reference = self.line.reference
        return reference.table(self.x_bits(rows), [reference.row(self.first + row) for row in rows.tolist()])


def core_or_tail(
    fmt: Format, first: int, count: int, limits: tuple[float, float], ends: tuple[float, float]
) -> Segment | None:
    """Return the segment that inputs with normal results share, `CORE` or `TAIL`, None where it is each one's own.

    Args:
        fmt: the format.
        first, count: consecutive encodings of finite numbers of one sign.
        limits: the results at the outermost inputs, negative and positive.
        ends: the least and the greatest correct result.
    """
    one = (-fmt.emin + 1) << fmt.fraction_bits
    low = first & ~fmt.sign_bit
    limit = limits[0 if first >= fmt.sign_bit else 1]
    if low + count - 1 < one or not math.isfinite(limit):
        return Segment.CORE
    least, greatest = ends
    if low >= one and max(abs(least - limit), abs(greatest - limit)) <= TAIL_NEAR:
        return Segment.TAIL
    apart = limit < least - TAIL_NEAR * (1 + 1e-9) or limit > greatest + TAIL_NEAR * (1 + 1e-9)
    return Segment.CORE if apart else None
