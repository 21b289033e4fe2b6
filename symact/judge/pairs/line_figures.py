"""Judging one a with every b: whole lines in a few passes, what these cannot tell as in any verdict on pairs."""

from functools import partial, reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, all_bits, bits_dtype, is_infinite, is_nan, magnitudes, to_float64
from symact.formats.floating import Format
from symact.judge.comparison.failure_classes import BREAKS_ANY_BOUND, Defect
from symact.judge.comparison.input_regions import Segment
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import beyond_largest
from symact.judge.figures.accumulator import Accumulator, SegmentPart, WorstRow
from symact.judge.pairs.comparison import EDGES, compare, figures
from symact.reference.pairs.conventions import Sort, product, results
from symact.reference.pairs.lines import Line, Lines
from symact.reference.sweep.double_word import two_sum
from symact.reference.table import Flag

Indices = npt.NDArray[np.int64]

UNSURE = 2.0**-48
"""More than the relative error of a product in float64."""


class _Wrong(NamedTuple):
    """Wrong results of a line, by b: errors in ulp, `Segment` and classes."""

    b: Indices
    error: Floats
    segment: npt.NDArray[np.int8]
    defects: dict[Defect, Mask]


class LineJudge:
    """Judges lines of pairs.

    Args:
        lines: the correctly rounded values.
        policy: the choices to judge by.
        max_ulp: the bound, ulp; None for none.
    """

    def __init__(self, lines: Lines, policy: Policy, max_ulp: float | None) -> None:
        fmt = lines.format
        self.lines, self.format, self.policy, self.max_ulp = lines, fmt, policy, max_ulp
        self._every = all_bits(fmt)
        values = to_float64(self._every, fmt)
        significand, exponent = beyond_largest(fmt)
        self._values = np.where(np.isinf(values), np.copysign(float(significand) * 2.0**exponent, values), values)
        sort = lines.columns[1].signs.sort
        finite = magnitudes(self._every, fmt) <= fmt.max_bits
        self._special = np.flatnonzero(~finite | (sort > Sort.ZERO))
        self._core = np.flatnonzero(~finite | (sort != Sort.NUMBER))
        self._plain = policy.rounding == "nearest" and policy.subnormals == "keep" and fmt.has_infinity
        self._plain &= max_ulp is None or max_ulp >= 0.5

    def judge(self, a_bits: int, got: Bits) -> Accumulator:
        """Return the figures of one a with all b.

        Args:
            a_bits: the encoding of a.
            got: the candidate's results, in the order of the encodings of b.
        """
        fmt = self.format
        line = self.lines.line(a_bits)
        whole = line is None or not fmt.is_finite(a_bits)
        special = np.arange(len(got)) if whole or line is None else self._special
        found, slow = self._conventions(a_bits, line, special, got[special])
        parts = [found]
        if line is not None and not whole:
            figures, left = self._numbers(a_bits, line, got)
            parts.append(figures)
            slow = np.concatenate([slow, left])
        if len(slow):
            parts.append(self._slow(a_bits, np.sort(slow), got))
        return reduce(Accumulator.merged, parts)

    def _slow(self, a_bits: int, b: Indices, got: Bits) -> Accumulator:
        """Return the figures of some pairs as any verdict has them."""
        given = np.stack([np.full(len(b), a_bits), b], axis=1).astype(bits_dtype(self.format))
        table = self.lines.pairs.build(given)
        return compare(table, got[b], self.policy, self.max_ulp).figures(self.max_ulp)

    def _conventions(self, a_bits: int, line: Line | None, b: Indices, got: Bits) -> tuple[Accumulator, Indices]:
        """Return the figures of right results where a or b is NaN or infinite, and where results are not right."""
        fmt, policy, (first, second) = self.format, self.policy, self.lines.columns
        signs = product(first.signs.take(np.array([a_bits])), second.signs.take(b))
        y, flags = results(signs, fmt)
        number = signs.sort == Sort.NUMBER
        if line is not None:
            y[number] = line.y_bits[b[number]]
        nan = signs.sort == Sort.NAN
        judged = (flags & int(Flag.OPEN)) == 0
        judged &= ~nan if policy.nan == "open" else True
        judged &= nan | (policy.infinities == "limit")
        right = (got == y) | (is_nan(got, fmt) & is_nan(y, fmt)) | ~judged
        if policy.zero_sign != "strict":
            either = signs.sign_open if policy.zero_sign == "determined" else True
            right |= (magnitudes(got | y, fmt) == 0) & either
        counted = right & judged
        greatest = 0.0 if line is None else float(line.rest[b[counted & number]].max(initial=0.0))
        segments = {
            Segment.INFINITE_INPUT: SegmentPart(int((counted & ~nan).sum()), 0, greatest, None),
            Segment.NAN_INPUT: SegmentPart(int((counted & nan).sum())),
        }
        return _right(segments, int((~judged).sum())), b[~right]

    def _numbers(self, a_bits: int, line: Line, got: Bits) -> tuple[Accumulator, Indices]:
        """Return the figures where a and b are numbers, and the pairs that are left."""
        b = np.flatnonzero(got != line.y_bits)
        b = b[~line.special[b]]
        b = b[~self._same_zero(a_bits, line, got, b)]
        segment = self._segments(a_bits, line)
        found = _right(self._right_parts(segment, b, line))
        if not self._plain:
            return found, b
        judged, left = self._errors(line, got, b, segment[b])
        return found.merged(self._figures(a_bits, line, got, judged)), left

    def _same_zero(self, a_bits: int, line: Line, got: Bits, b: Indices) -> Mask:
        """Return where both results are zeros whose signs do not matter."""
        first, second = (each.signs for each in self.lines.columns)
        zeros = magnitudes(got[b] | line.y_bits[b], self.format) == 0
        if self.policy.zero_sign == "determined":
            zeros &= first.sign_open[a_bits] | second.sign_open[b]
        return np.asarray(zeros & (self.policy.zero_sign != "strict"))

    def _segments(self, a_bits: int, line: Line) -> npt.NDArray[np.int8]:
        """Return the `Segment` of each pair of numbers, as if special ones were in the core."""
        fmt, kind = self.format, bits_dtype(self.format).type
        found = np.zeros(len(line.y_bits), dtype=np.int8)
        if self.lines.columns[0].signs.sort[a_bits] == Sort.ZERO:
            return found
        magnitude = magnitudes(line.y_bits, fmt)
        found[magnitude < kind(fmt.min_normal_bits)] = Segment.SUBNORMAL
        found[magnitude == 0] = Segment.UNDERFLOW
        found[magnitude >= kind((fmt.emax - fmt.emin + 1) << fmt.fraction_bits)] = Segment.OVERFLOW_EDGE
        found[self._core] = Segment.CORE
        return found

    def _right_parts(self, segment: npt.NDArray[np.int8], wrong: Indices, line: Line) -> dict[Segment, SegmentPart]:
        """Return counts and greatest errors of right results, of wrong ones the b."""
        rest = line.rest.copy()
        rest[self._special] = 0.0
        rest[wrong] = 0.0
        gone = np.bincount(segment[wrong], minlength=len(Segment))
        parts, core = {}, len(segment) - len(self._special)
        for key in (Segment.SUBNORMAL, Segment.UNDERFLOW, Segment.OVERFLOW_EDGE):
            rows = np.flatnonzero(segment == key)
            core -= len(rows)
            if len(rows) > gone[key]:
                accepted = key == Segment.UNDERFLOW and self.policy.subnormals != "keep"
                greatest = 0.0 if accepted else float(rest[rows].max())
                parts[key] = SegmentPart(len(rows) - int(gone[key]), 0, greatest, None)
                rest[rows] = 0.0
        if core > gone[Segment.CORE]:
            parts[Segment.CORE] = SegmentPart(core - int(gone[Segment.CORE]), 0, float(rest.max()), None)
        return parts

    def _errors(self, line: Line, got: Bits, b: Indices, segment: npt.NDArray[np.int8]) -> tuple[_Wrong, Indices]:
        """Return wrong results with their errors, and those whose errors are not certain enough."""
        fmt = self.format
        scaled = line.scaled[b]
        far = np.ldexp(self._values[got[b]], -line.unit[b].astype(np.int32))
        with np.errstate(invalid="ignore"):
            difference, lost = two_sum(far, -scaled)
        lost -= scaled * line.off[b]
        with np.errstate(invalid="ignore"):
            total, rest = two_sum(difference, lost)
        error = np.abs(total)
        edge = 2.0 ** (fmt.precision - 1)
        below = (np.abs(scaled) == edge) & (line.off[b] < 0) & (line.unit[b] > fmt.quantum)
        error = np.where(below, 2 * error, error)
        # What float64 lost, and what the exact value has beside the product of short numbers, moves errors off edges.
        off_edge = (rest != 0) & np.isin(error, EDGES if self.max_ulp is None else [*EDGES, self.max_ulp])
        error = np.where(off_edge, np.nextafter(error, np.where(rest * total > 0, np.inf, 0.0)), error)
        margin = np.where(line.short[b], 0.0, UNSURE * np.abs(scaled))
        low, high = error - margin, error + margin
        sure = np.searchsorted(EDGES, low) == np.searchsorted(EDGES, high)
        sure &= (margin == 0) | (np.abs(np.abs(scaled) - edge) > margin)
        if self.max_ulp is not None:
            sure &= (low > self.max_ulp) == (high > self.max_ulp)
        error = np.where(np.isnan(error), np.inf, error)
        kept = b[sure]
        return _Wrong(kept, error[sure], segment[sure], _defects(line.y_bits[kept], got[kept], fmt)), b[~sure]

    def _figures(self, a_bits: int, line: Line, got: Bits, found: _Wrong) -> Accumulator:
        """Return the figures of wrong results."""
        error = found.error
        exactly_zero = (self.lines.columns[1].signs.sort[found.b] == Sort.ZERO) | (
            self.lines.columns[0].signs.sort[a_bits] == Sort.ZERO
        )
        defects = dict(found.defects)
        if Defect.WRONG_SIGN in defects:
            # An exact zero has no sign that a number could lack.
            defects[Defect.WRONG_SIGN] = defects[Defect.WRONG_SIGN] & ~exactly_zero
        broken = np.zeros(len(error), dtype=bool) if self.max_ulp is None else error > self.max_ulp
        for defect in BREAKS_ANY_BOUND:
            if self.max_ulp is not None and defect in defects:
                broken |= defects[defect]

        every = np.ones(len(error), dtype=bool)
        quoted = partial(self._worst, a_bits, line, got, found)
        return figures(error, every, every, found.segment, line.y_bits[found.b], defects, broken, self.format, quoted)

    def _worst(self, a_bits: int, line: Line, got: Bits, found: _Wrong, rows: Mask) -> WorstRow | None:
        if not rows.any():
            return None
        fmt, error = self.format, np.where(rows, found.error, -1.0)
        tops = np.flatnonzero(error == error.max())
        b = found.b[tops]
        chosen = tops[np.lexsort((b, magnitudes(b.astype(bits_dtype(fmt)), fmt)))[0]]
        b_bits = int(found.b[chosen])
        x = a_bits << fmt.width | b_bits
        size = (a_bits & ~fmt.sign_bit) << fmt.width | b_bits & ~fmt.sign_bit
        segment = int(found.segment[chosen])
        return WorstRow(x, size, int(got[b_bits]), int(line.y_bits[b_bits]), float(found.error[chosen]), segment)


def _defects(y: Bits, got: Bits, fmt: Format) -> dict[Defect, Mask]:
    """Return the classes that wrong products of two numbers are in."""
    zero, due_zero, nan = magnitudes(got, fmt) == 0, magnitudes(y, fmt) == 0, is_nan(got, fmt)
    opposite = (got ^ y) >= bits_dtype(fmt).type(fmt.sign_bit)
    found = {
        Defect.LOST: zero & ~due_zero,
        Defect.WRONG_SIGN: opposite & ~zero & ~nan,
        Defect.NAN: nan,
        Defect.INFINITY: is_infinite(got, fmt) & ~is_infinite(y, fmt),
        Defect.ZERO_SIGN: zero & due_zero,
    }
    return {defect: rows for defect, rows in found.items() if rows.any()}


def _right(segments: dict[Segment, SegmentPart], left_open: int = 0) -> Accumulator:
    """Return the figures of right results."""
    parts = {int(key): part for key, part in segments.items() if part.rows}
    judged = sum(part.rows for part in parts.values())
    return Accumulator(judged=judged, open=left_open, histogram=(judged, *(0 for _ in EDGES)), segments=parts)
