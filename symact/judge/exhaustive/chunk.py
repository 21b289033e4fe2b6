"""Judging a stretch of neighbouring inputs by a sweep: most rows in a few passes, the rest as in any verdict.

A row takes part in the figures in one of three ways. *Quiet*: the result is the correctly rounded one;
only its segment and the greatest of such errors matter. *Plain*: both results are normal numbers of the
same sign; the error comes from the sweep's value in float64, whose bound says whether the class of
the histogram is certain. *Careful*: everything else, and every row whose error decides something (a
greatest error, the edge of a class, the bound): it goes through `compare`, with the exact value.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, bits_dtype, is_nan, is_zero, magnitudes, to_float64
from symact.formats.floating import Format
from symact.judge.comparison.compare import HISTOGRAM_EDGES
from symact.judge.comparison.input_regions import TAIL_NEAR, Segment, segments
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive.exact_rows import judge_rows
from symact.judge.exhaustive.float_filter import Plain, plain_rows
from symact.judge.figures.accumulator import Accumulator, SegmentPart
from symact.judge.figures.summary import SLIGHT
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.error_bounds import (
    ApproximateTable,
    Bounds,
    Lazy,
    Residuals,
    Values,
    residuals,
    result_flags,
)
from symact.reference.table import Flag, Table

Rows = npt.NDArray[np.int64]


class Terms(NamedTuple):
    """What a stretch is judged by: the policy, the bound in ulp or None, the ends of all results or None."""

    policy: Policy
    max_ulp: float | None
    ends: tuple[float, float] | None


class Judge:
    """Judges stretches of inputs of one derivative of one bound activation.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results, at most 32 bits.
        order: 0 for the function, 1 or 2 for its derivatives.
        terms: what it is judged by.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int, terms: Terms) -> None:
        self.format, self.terms = fmt, terms
        self.sweep = Sweep(bound, fmt, order)
        self.reference = self.sweep.reference
        sides = (self.reference.row(fmt.sign_bit | self._outer), self.reference.row(self._outer))
        y = to_float64(np.array([row.y for row in sides], dtype=bits_dtype(fmt)), fmt)
        self.limits = (float(y[0]), float(y[1]))
        zeros = (self.reference.row(0), self.reference.row(fmt.sign_bit))
        self.at_zeros = ((zeros[0].low, zeros[0].high), (zeros[1].low, zeros[1].high))
        self._infinities_judged = [not row.flags & Flag.OPEN and terms.policy.infinities == "limit" for row in sides]
        self._nan_judged = terms.policy.nan == "propagate" and order == 0
        alone = [s.first | sign for sign, found in zip((0, fmt.sign_bit), self.sweep.segments, strict=True)
                 for s in found if s.piece is None]  # fmt: skip
        self.special = np.array(sorted({0, fmt.sign_bit, self._outer, fmt.sign_bit | self._outer, *alone}))
        # Greatest errors that some stretch has: where a row cannot exceed them, its exact error is not needed.
        self.floors: dict[int, float] = {}

    @property
    def _outer(self) -> int:
        fmt = self.format
        return fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits

    def judge(self, first: int, got: Bits) -> Accumulator:
        """Return the figures of neighbouring encodings of one sign.

        Args:
            first: the first encoding.
            got: the candidate's encodings.
        """
        return ChunkAtWork(self, first, got).partial()

    def judged_places(self, first: int, count: int) -> tuple[int, int] | None:
        """Return the places of the outermost judged inputs that are no NaN, in ascending order."""
        fmt = self.format
        negative = first >= fmt.sign_bit
        low = first & ~fmt.sign_bit
        last = self._outer
        if fmt.infinity_bits is not None and not self._infinities_judged[0 if negative else 1]:
            last -= 1
        high = min(low + count - 1, last)
        if low > high:
            return None
        return (~high, ~low) if negative else (low, high)


class ChunkAtWork:
    """One stretch at work: the sweep's results and what follows from them."""

    def __init__(self, judge: Judge, first: int, got: Bits) -> None:
        self.judge, self.first, self.got = judge, first, got
        self.format, self.terms = judge.format, judge.terms
        self.trace = Trace(len(got))
        self.y = judge.sweep.bits(first, len(got), self.trace)
        self.bounds = Bounds(self.trace, self.format)
        self.special = judge.special[(judge.special >= first) & (judge.special < first + len(got))] - first
        self.nan_rows = self._nan_rows()
        self.y_ends = self._y_ends()
        self.segment = self._segment()

    def partial(self) -> Accumulator:
        care = self._care()
        rows = np.flatnonzero(care)
        plain = plain_rows(self, rows)
        careful = judge_rows(self, plain.left)
        quiet = self._quiet(care, plain, careful)
        merged = careful.beside(plain.partial).beside(quiet)
        for key, part in merged.segments.items():
            floors = self.judge.floors
            floors[key] = max(floors.get(key, 0.0), part.max_ulp)
        return merged

    def x_bits(self, rows: Rows) -> Bits:
        """Return the inputs of rows."""
        return (rows + self.first).astype(bits_dtype(self.format))

    def table(self, rows: Rows, values: Values, exact: Table | None = None, places: Rows | None = None) -> Table:
        """Return the rows as a table; those at places are replaced by exact ones."""
        fmt, y = self.format, self.y[rows]
        known = residuals(values, y, fmt)
        flags = result_flags(y, values, fmt)
        nan = is_nan(self.x_bits(rows), fmt)
        flags[nan] = Flag.NAN_INPUT | (Flag.OPEN if self.judge.sweep.order else 0)
        low, high = y.copy(), y.copy()
        if exact is not None and places is not None:
            known.exponent[places], known.residual[places] = exact.ulp_exponent, exact.residual
            flags[places], low[places], high[places] = exact.flags, exact.y_lo_bits, exact.y_hi_bits
            y[places] = exact.y_bits
        return self._table(rows, y, low, high, flags, known)

    def _table(
        self, rows: Rows, y: Bits, low: Bits, high: Bits, flags: npt.NDArray[np.uint16], known: Residuals
    ) -> Table:
        wide = Lazy(len(rows), lambda k: self.judge.reference.row(self.first + int(rows[k])).wide)
        return ApproximateTable(
            name="",
            format_name=self.format.name,
            order=self.judge.sweep.order,
            params={},
            definition_hash="",
            engines={},
            x_bits=self.x_bits(rows),
            y_bits=y,
            y_lo_bits=low,
            y_hi_bits=high,
            flags=flags,
            wide=wide,  # type: ignore[arg-type]
            known=known,
            all_ends=self.terms.ends,
            limits=self.judge.limits,
            zeros=self.judge.at_zeros,
        )

    def exact_table(self, rows: Rows) -> Table:
        """Return rows with their exact values."""
        dtype = bits_dtype(self.format)
        found = [self.judge.reference.row(self.first + row) for row in rows.tolist()]
        return Table(
            name="",
            format_name=self.format.name,
            order=self.judge.sweep.order,
            params={},
            definition_hash="",
            engines={},
            x_bits=self.x_bits(rows),
            y_bits=np.array([r.y for r in found], dtype=dtype),
            y_lo_bits=np.array([r.low for r in found], dtype=dtype),
            y_hi_bits=np.array([r.high for r in found], dtype=dtype),
            flags=np.array([r.flags for r in found], dtype=np.uint16),
            wide=tuple(r.wide for r in found),
        )

    def floor(self, segment: int) -> float:
        """Return an error that some row of a segment is known to have, perhaps in another stretch."""
        return self.judge.floors.get(segment, 0.0)

    def segment_of(self, rows: Rows) -> npt.NDArray[np.int8]:
        """Return the segments of rows that are not special."""
        if isinstance(self.segment, Segment):
            return np.full(len(rows), self.segment, dtype=np.int8)
        return self.segment[rows]

    def _nan_rows(self) -> int:
        """Return the row from which on the inputs are NaN."""
        start = self.judge._outer + 1 - (self.first & ~self.format.sign_bit)
        return min(max(start, 0), len(self.got))

    def _y_ends(self) -> tuple[float, float]:
        y = to_float64(self.y[: self.nan_rows], self.format)
        if not len(y):
            return math.inf, -math.inf
        low, high = float(np.fmin.reduce(y)), float(np.fmax.reduce(y))
        return (math.inf, -math.inf) if math.isnan(low) else (low, high)

    def _care(self) -> npt.NDArray[np.bool_]:
        if self.terms.max_ulp is not None and self.terms.max_ulp < 0.5:
            return np.ones(len(self.got), dtype=bool)
        care: npt.NDArray[np.bool_] = self.got != self.y
        start = self.nan_rows
        if start < len(care):
            care[start:] &= ~is_nan(self.got[start:], self.format)
        care[self.special] = True
        return care

    def _segment(self) -> Segment | npt.NDArray[np.int8]:
        """Return the segment of all rows if they share one, else that of each."""
        fmt = self.format
        magnitude = magnitudes(self.y, fmt)
        top = (fmt.emax - fmt.emin + 1) << fmt.fraction_bits
        whole = self.nan_rows == len(self.y) and not len(self.special)
        if whole and magnitude.min() >= fmt.min_normal_bits and magnitude.max() < top:
            found = self._core_or_tail()
            if found is not None:
                return found
        spans = self.bounds.spans
        if whole and len(spans) == 1 and spans[0].strict and self.trace.values[0] == 0.0:
            return Segment.UNDERFLOW
        if self.nan_rows == 0:
            return Segment.NAN_INPUT
        rows = np.arange(len(self.y))
        values = self.bounds.of(rows)
        for row in np.flatnonzero(self.doubtful_zeros(rows, values)).tolist():
            wide = self.judge.reference.row(self.first + row).wide
            values.nonzero[row] = wide is not None and wide.significand != 0
        return segments(self.table(rows, values))

    def doubtful_zeros(self, rows: Rows, values: Values) -> npt.NDArray[np.bool_]:
        """Return which results are 0 without knowing whether the exact value is, special inputs left out."""
        zero = is_zero(self.y[rows], self.format)
        doubtful = zero & ~values.nonzero & (values.margin > 0) & (rows < self.nan_rows)
        found: npt.NDArray[np.bool_] = doubtful & ~np.isin(rows, self.special)
        return found

    def _core_or_tail(self) -> Segment | None:
        fmt = self.format
        one = (-fmt.emin + 1) << fmt.fraction_bits
        low, high = self.first & ~fmt.sign_bit, (self.first & ~fmt.sign_bit) + len(self.y) - 1
        limit = self.judge.limits[0 if self.first >= fmt.sign_bit else 1]
        if high < one or not math.isfinite(limit):
            return Segment.CORE
        least, greatest = self.y_ends
        if low >= one and max(abs(least - limit), abs(greatest - limit)) <= TAIL_NEAR:
            return Segment.TAIL
        apart = limit < least - TAIL_NEAR * (1 + 1e-9) or limit > greatest + TAIL_NEAR * (1 + 1e-9)
        return Segment.CORE if apart else None

    def _quiet(self, care: npt.NDArray[np.bool_], plain: Plain, careful: Accumulator) -> Accumulator:
        """Return the figures of the rows that are correctly rounded and need no other look."""
        count = int(len(care) - np.count_nonzero(care))
        nan = int(len(care) - self.nan_rows - np.count_nonzero(care[self.nan_rows :]))
        left_open = 0 if self.judge._nan_judged else nan
        if isinstance(self.segment, Segment):
            counts = {int(self.segment): count} if count else {}
        else:
            found = np.bincount(self.segment[~care], minlength=len(Segment))
            counts = {k: int(c) for k, c in enumerate(found) if c}
        if left_open:
            del counts[int(Segment.NAN_INPUT)]
        parts = {}
        for key, number in counts.items():
            others = (careful.segments, plain.partial.segments)
            floor = max([self.judge.floors.get(key, 0.0), *(o[key].max_ulp for o in others if key in o)])
            greatest = self._greatest_quiet(care, key, floor) if key != Segment.NAN_INPUT and floor < 0.5 else 0.0
            parts[key] = SegmentPart(number, 0, greatest, None)
        judged = count - left_open
        places = self.judge.judged_places(self.first, len(care))
        return Accumulator(
            first=places[0] if places else None,
            last=places[1] if places else None,
            judged=judged,
            open=left_open,
            histogram=(judged, *(0 for _ in HISTOGRAM_EDGES)),
            segments=parts,
            ends=self.y_ends,
            overflowed=self._overflowed(),
        )

    def _overflowed(self) -> bool:
        fmt = self.format
        finite = self.nan_rows if fmt.infinity_bits is None else max(0, min(self.nan_rows, self._infinity_row()))
        return bool((magnitudes(self.y[:finite], fmt) > fmt.max_bits).any())

    def _infinity_row(self) -> int:
        return self.judge._outer - (self.first & ~self.format.sign_bit)

    def _greatest_quiet(self, care: npt.NDArray[np.bool_], key: int, floor: float) -> float:
        """Return the greatest error among the quiet rows of a segment, or something below floor if it is below."""
        if key == Segment.UNDERFLOW and self.terms.policy.subnormals != "keep":
            return 0.0
        best, floor = 0.0, max(floor, SLIGHT)
        for span in self.bounds.spans:
            vanished = span.strict and self.trace.values[span.start] == 0.0
            if vanished and math.ldexp(span.absolute, -self.format.quantum) <= max(best, floor):
                continue
            rows = np.flatnonzero(~care[span.start : span.stop]) + span.start
            if not isinstance(self.segment, Segment):
                rows = rows[self.segment[rows] == key]
            if len(rows):
                best = max(best, self._greatest_of(rows, max(best, floor)))
        return best

    def _greatest_of(self, rows: Rows, floor: float) -> float:
        values = self.bounds.of(rows)
        known = residuals(values, self.y[rows], self.format).residual
        # A result that is correctly rounded is off by half a unit at most; overflows are asked one by one.
        upper = np.minimum(np.abs(known) * (1 + 2.0**-50) + values.margin, 0.5)
        upper[~values.sure] = 0.5
        over = ~np.isfinite(to_float64(self.y[rows], self.format))
        # An overflow from beyond the number after the largest one counts as no error; NaN: beyond float64 itself.
        upper[over] = np.where(np.abs(values.value[over]) < 2.0 ** (self.format.emax + 1) * 1.001, 0.5, 0.0)
        exact = (values.margin == 0) & values.sure & ~over
        best = float(np.abs(known[exact]).max(initial=0.0))
        upper[exact] = 0.0
        order = np.argsort(-upper, kind="stable")
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            if upper[chosen[0]] <= max(best, floor):
                break
            best = max(best, self._exact_errors(rows[chosen]))
            if best >= 0.5:
                break
        return best

    def _exact_errors(self, rows: Rows) -> float:
        from symact.judge.comparison.ulp_error import measure

        rows = np.sort(rows)
        return float(measure(self.exact_table(rows), self.got[rows]).error.max())
