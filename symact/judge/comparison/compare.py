"""A candidate's results against a table: errors, segments and classes of every row; NumPy alone."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from symact.definition.input_space import Capability
from symact.errors import CandidateError
from symact.formats.arrays import (
    Bits,
    Floats,
    Mask,
    bits_dtype,
    is_infinite,
    is_nan,
    is_zero,
    magnitudes,
    order_keys,
    to_float64,
    total_order,
)
from symact.judge.comparison.acceptance import faithful, flushed, input_flushed
from symact.judge.comparison.failure_classes import BREAKS_ANY_BOUND, Defect, classify
from symact.judge.comparison.input_regions import segments
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import Measure, exact_error, measure
from symact.reference.table import Flag, Rows
from symact.system.arithmetic import default_arithmetic

HISTOGRAM_EDGES = (0.5, *(2.0**k for k in range(21)))
"""Upper ends, ulp, of the classes of a histogram of errors; one more class holds what is beyond."""

SLIGHT = 2.0**-20
"""An error below this, ulp, is given as 0: only a correct result, or a zero of the other sign, is that near."""

UNSEEN = 2.0**-54
"""What is smaller than this relative to an error does not show in its float64."""

CLOSE_CALL = 1e-9
"""Errors this near to a bound are compared again in exact rationals."""

Judgement = tuple[Floats, Mask, Mask, npt.NDArray[np.int8], dict[Defect, Mask], Measure]
"""The fields of a `Comparison` that are computed."""


@dataclass(frozen=True)
class Comparison:
    """Every row of a table, judged.

    Args:
        table: the correctly rounded values, n rows.
        got_bits: the candidate's encodings, shape (n,).
        policy: the choices that were made.
        error: fractional ulp per row, 0 where the row is not judged, infinite by convention
            (symact.judge.comparison.ulp_error), float64, shape (n,).
        judged: rows of which something is required, shape (n,).
        wrong: judged rows that are not the correctly rounded result (nor inside a kink's interval, nor a
            number that the policy accepts), shape (n,).
        segment: `Segment` per row, shape (n,).
        defects: rows of each class.
        measured: what the errors were measured against.
    """

    table: Rows
    got_bits: Bits
    policy: Policy
    error: Floats
    judged: Mask
    wrong: Mask
    segment: npt.NDArray[np.int8]
    defects: dict[Defect, Mask]
    measured: Measure

    @property
    def count(self) -> int:
        """Rows judged."""
        return int(self.judged.sum())

    @property
    def mismatched(self) -> int:
        """Judged rows that are not correctly rounded."""
        return int(self.wrong.sum())

    @cached_property
    def worst(self) -> int | None:
        """Row of the greatest error, of equals the one of least |x|, the positive first; None if nothing is wrong."""
        return self.worst_of(self.wrong)

    @cached_property
    def ranked(self) -> Floats:
        """Per row the error by which rows are ranked: those below `SLIGHT` are equal."""
        return np.where(self.error < SLIGHT, 0.0, self.error)

    def worst_of(self, rows: Mask) -> int | None:
        """Return the row of greatest error among those given, of equals as `worst`, or None if there is none."""
        chosen = np.flatnonzero(rows)
        if not len(chosen):
            return None
        ranked = self.ranked[chosen]
        chosen = chosen[ranked == ranked.max()]
        sizes = magnitudes(self.table.x_bits[chosen], self.table.format)
        chosen = chosen[sizes == sizes.min()]
        return int(chosen[np.argmin(self.table.x_bits[chosen])])

    def max_ulp(self, rows: Mask | None = None) -> float:
        """Return the greatest error among judged rows (or those given of them), in ulp."""
        chosen = self.judged if rows is None else self.judged & rows
        return float(self.ranked[chosen].max(initial=0.0))

    @cached_property
    def absolute(self) -> Floats:
        """Per row |result - exact value|, float64; infinite where either is no number, or beyond float64."""
        fmt = self.table.format
        with np.errstate(over="ignore", under="ignore"):
            found = np.ldexp(self.error, self.measured.exponent.astype(np.int32))
        infinite = is_infinite(self.got_bits, fmt) | is_infinite(self.measured.reference_bits, fmt)
        return np.where(infinite & (self.error > 0), np.inf, found)

    @cached_property
    def relative(self) -> Floats:
        """Per row |result - exact value|/|exact value|, float64; infinite where the exact value is 0.

        It is 1 where the result is 0, however small the exact value is: float64 may hold it as 0, too.
        """
        with np.errstate(all="ignore"):
            found = self.absolute / np.abs(self.measured.exact)
        found[is_zero(self.got_bits, self.table.format)] = 1.0
        return np.where(self.error > 0, np.where(np.isnan(found), np.inf, found), 0.0)

    def histogram(self) -> list[int]:
        """Return how many judged errors lie in (edge before, edge], and at last how many beyond the last edge."""
        edges = np.array(HISTOGRAM_EDGES)
        classes = np.searchsorted(edges, self.error)
        classes[self._beyond(edges)] += 1
        return [int(c) for c in np.bincount(classes[self.judged], minlength=len(edges) + 1)]

    def _beyond(self, edges: Floats) -> npt.NDArray[np.intp]:
        """Return the rows whose error is one of some edges in float64 alone: the exact one is greater."""
        table, fmt = self.table, self.table.format
        rows = np.flatnonzero(np.isin(self.error, edges) & ~table.has(Flag.KINK | Flag.JUMP))
        got, residual = self.got_bits[rows], table.residual[rows]
        with np.errstate(over="ignore"):
            units = np.ldexp(to_float64(got, fmt), -self.measured.exponent[rows].astype(np.int32))
        side = np.sign(order_keys(got, fmt) - order_keys(table.y_bits[rows], fmt)) * np.sign(residual)
        beyond = side < 0
        # What does not show beside whole units has a side; other sums may have been rounded to the edge.
        summed = (np.abs(residual) >= UNSEEN * self.error[rows]) | (units != np.floor(units))
        for k in np.flatnonzero(summed).tolist():
            exact = exact_error(table, int(rows[k]), int(got[k]))
            beyond[k] = exact is not None and exact > Fraction(self.error[rows[k]])
        found: npt.NDArray[np.intp] = rows[beyond]
        return found

    def exceeds(self, max_ulp: float) -> Mask:
        """Return which judged rows are off by more than max_ulp, exactly: float64 proposes, rationals decide."""
        over = self.judged & (self.error > max_ulp)
        close = (self.error > 0) & (np.abs(self.error - max_ulp) <= CLOSE_CALL * (1 + max_ulp))
        bound = Fraction(max_ulp)
        for row in np.flatnonzero(close):
            exact = exact_error(self.table, int(row), int(self.got_bits[row]))
            if exact is not None:
                over[row] = exact > bound
        return over

    def violations(self, max_ulp: float) -> Mask:
        """Return which rows break the bound: by their error, or by a class that breaks any bound."""
        broken = self.exceeds(max_ulp)
        for defect in BREAKS_ANY_BOUND:
            broken = broken | self.defects[defect]
        return broken

    def by_input(self) -> npt.NDArray[np.int64]:
        """Return the judged rows whose input is no NaN, in ascending order of input, -0 before +0."""
        rows = np.flatnonzero(self.judged & ~is_nan(self.table.x_bits, self.table.format))
        return rows[np.argsort(total_order(self.table.x_bits[rows], self.table.format), kind="stable")]


@default_arithmetic()
def compare(table: Rows, got_bits: Bits, policy: Policy | None = None) -> Comparison:
    """Judge a candidate's results.

    Args:
        table: the correctly rounded values, n rows.
        got_bits: encodings of the candidate's results for the table's inputs, unsigned integers of the
            format's width, shape (n,).
        policy: the choices to judge by; the default policy if None.

    Raises:
        CandidateError: got_bits has another shape or dtype.
    """
    policy = policy or Policy()
    fmt = table.format
    table.space.need(Capability.LIMITS, "the table", "regions of inputs and tails are those of the line")
    if got_bits.shape != table.x_bits.shape or got_bits.dtype != bits_dtype(fmt):
        raise CandidateError(
            f"results must be {bits_dtype(fmt)} encodings of shape {table.x_bits.shape}, "
            f"not {got_bits.dtype} of shape {got_bits.shape}"
        )
    return Comparison(table, got_bits, policy, *judgement(table, got_bits, policy))


def judgement(table: Rows, got_bits: Bits, policy: Policy) -> Judgement:
    """Return the fields of a comparison behind its policy; arguments as of `compare`."""
    fmt = table.format
    judged = ~table.has(Flag.OPEN)
    if policy.nan == "open":
        judged &= ~table.has(Flag.NAN_INPUT)
    if policy.infinities == "open":
        judged &= ~table.has(Flag.INFINITE_INPUT)
    measured = measure(table, got_bits, policy.kinks)
    defects = classify(table, got_bits, policy, judged, measured)
    accepted = measured.inside | flushed(table, got_bits, policy) | input_flushed(table, got_bits, policy)
    error = np.where(judged & ~accepted, measured.error, 0.0)
    due = measured.reference_bits
    same = (got_bits == due) | (is_nan(got_bits, fmt) & is_nan(due, fmt))
    both_zero = is_zero(got_bits | due, fmt)
    wrong = judged & ~same & ~accepted & ~both_zero & ~faithful(table, got_bits, policy) | defects[Defect.ZERO_SIGN]
    return error, judged, wrong, segments(table), defects, measured
