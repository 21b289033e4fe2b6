"""What a diagnosis looks at: some rows of a comparison, and the definition that they were judged by."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, is_nan, order_keys, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import rounded
from symact.judge.comparison.compare import Comparison
from symact.judge.comparison.failure_classes import Defect
from symact.reference.sweep.values import rounded_values
from symact.reference.table import Flag

Rows = npt.NDArray[np.int64]

POINTS = 6000
"""Inputs that one model may have the reference evaluate."""


FAR_OFF = 16.0
"""Errors of more ulp than this are explained first: roundings that add up seldom come to so much."""

REPRESENTED = 0.9
"""Share of the results that must be numbers of a narrower format for it to be the one computed in."""


@dataclass(frozen=True)
class Case:
    """Rows of a comparison; models are run on them.

    Args:
        bound: the activation with its parameters.
        comparison: all rows.
        rows: the chosen ones, in ascending order of input, NaN inputs last, shape (n,).
        stand_for: how many judged rows each of them stands for; itself alone if None.
    """

    bound: Bound
    comparison: Comparison
    rows: Rows
    stand_for: Floats | None = None

    @property
    def weight(self) -> Floats:
        """How many judged rows each row stands for."""
        return np.ones(len(self.rows)) if self.stand_for is None else self.stand_for

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return self.comparison.table.format

    @property
    def order(self) -> int:
        """0 for the function, 1 or 2 for its derivatives."""
        return self.comparison.table.order

    @cached_property
    def x_bits(self) -> Bits:
        """Encodings of the inputs."""
        return self.comparison.table.x_bits[self.rows]

    @cached_property
    def y_bits(self) -> Bits:
        """Encodings of the correctly rounded results."""
        return self.comparison.table.y_bits[self.rows]

    @cached_property
    def got_bits(self) -> Bits:
        """Encodings of the candidate's results."""
        return self.comparison.got_bits[self.rows]

    @cached_property
    def x(self) -> Floats:
        """The inputs as float64."""
        return to_float64(self.x_bits, self.format)

    @cached_property
    def y(self) -> Floats:
        """The correctly rounded results as float64."""
        return to_float64(self.y_bits, self.format)

    @cached_property
    def got(self) -> Floats:
        """The candidate's results as float64."""
        return to_float64(self.got_bits, self.format)

    @cached_property
    def residual(self) -> Floats:
        """(exact value - correct result) in ulp."""
        return np.asarray(self.comparison.table.residual[self.rows])

    @cached_property
    def ulp(self) -> Floats:
        """ulp(exact value)."""
        exponent = self.comparison.table.ulp_exponent[self.rows]
        return np.asarray(np.ldexp(1.0, np.asarray(exponent, dtype=np.int32)))

    @cached_property
    def error(self) -> Floats:
        """The errors in ulp."""
        return self.comparison.error[self.rows]

    @cached_property
    def wrong(self) -> Mask:
        """Rows that are not correctly rounded, or in a class."""
        return wrong_rows(self.comparison)[self.rows]

    @cached_property
    def severe(self) -> Mask:
        """Rows off by more than one ulp, or in a class other than that of zeros' signs."""
        return self._off(1.0)

    @cached_property
    def far(self) -> Mask:
        """Rows off by more than `FAR_OFF` ulp, or in a class other than that of zeros' signs."""
        return self._off(FAR_OFF)

    @cached_property
    def off(self) -> Mask:
        """Rows whose result is wrong as a number, not by a zero's sign alone."""
        return np.asarray(self.wrong & ~((self.got == 0) & (self.y == 0)))

    @cached_property
    def lost(self) -> Mask:
        """Rows whose result is 0 although the correct one is not."""
        return np.asarray(self.comparison.defects[Defect.LOST][self.rows])

    def _off(self, ulps: float) -> Mask:
        classed = _classed(self.comparison, Defect.ZERO_SIGN)
        return np.asarray((classed | self.comparison.wrong & (self.comparison.error > ulps))[self.rows])

    @cached_property
    def judged(self) -> Mask:
        """Rows of which one result is required: no open rows, no kinks but those whose result is wrong."""
        kinks = self.comparison.table.has(Flag.KINK | Flag.JUMP) & ~wrong_rows(self.comparison)
        return np.asarray((self.comparison.judged & ~kinks)[self.rows])

    @cached_property
    def finite(self) -> Mask:
        """Rows whose input is a number."""
        return np.asarray(np.isfinite(self.x))

    @cached_property
    def work_formats(self) -> tuple[Format, ...]:
        """Formats in which a candidate may have computed: its own and the usual ones, the most precise first.

        Results with more bits than a format has were not computed in it.
        """
        usual = [get_format(name) for name in ("float32", "bfloat16", "float16", "float64")]
        formats = {each for each in (self.format, *usual) if self._may_be_in(each)}
        # The widest first: of models that agree the one that assumes least is reported.
        return tuple(sorted(formats, key=lambda each: (-each.precision, each.name)))

    def _may_be_in(self, work: Format) -> bool:
        if work.precision >= self.format.precision and work.emax >= self.format.emax:
            return True
        got = self.got[np.isfinite(self.got)]
        return len(got) > 0 and float((rounded(got, work) == got).mean()) >= REPRESENTED

    def correct_at(self, points: Bits) -> Bits:
        """Return the correctly rounded results at other inputs of the format, one in the place of each input."""
        table = self.comparison.table
        if table.exhaustive:
            return table.y_bits[points.astype(np.int64)]
        found, other = self.y_bits.copy(), points != self.x_bits
        found[other] = reference_bits(self.bound, self.format, self.order, points[other])
        return found

    def exact_at(self, points: Floats) -> Floats:
        """Return f (or its derivative) at float64 inputs, correctly rounded to float64."""
        wide = get_format("float64")
        bits = reference_bits(self.bound, wide, self.order, np.ascontiguousarray(points).view(np.uint64))
        return to_float64(bits, wide)


def reference_bits(bound: Bound, fmt: Format, order: int, points: Bits) -> Bits:
    """Return the correctly rounded results of a bound function at encodings, each input once, shape as given.

    Raises:
        SymactError: more inputs than a diagnosis has time for, or a value that cannot be decided.
    """
    unique, inverse = np.unique(points, return_inverse=True)
    if len(unique) > POINTS:
        raise SymactError(f"{len(unique)} inputs are more than the {POINTS} of a diagnosis")
    return np.asarray(rounded_values(bound, order, fmt, unique)[inverse.reshape(points.shape)])


def wrong_rows(comparison: Comparison) -> Mask:
    """Return which rows are wrong in any way."""
    return _classed(comparison) | comparison.wrong


def _classed(comparison: Comparison, *without: Defect) -> Mask:
    found = np.zeros(len(comparison.got_bits), dtype=bool)
    for defect, rows in comparison.defects.items():
        if defect not in without:
            found |= rows
    return found


def whole(bound: Bound, comparison: Comparison) -> Case:
    """Return the case of all rows in ascending order of input, NaN inputs last."""
    table = comparison.table
    nan = is_nan(table.x_bits, table.format)
    return Case(bound, comparison, np.lexsort((order_keys(table.x_bits, table.format), nan)).astype(np.int64))


def thinned(rows: Rows, most: int) -> Rows:
    """Return at most so many of some rows, evenly spaced, the first and the last among them."""
    return rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(np.intp)]


def part(case: Case, places: Rows) -> Case:
    """Return the case of some of its rows, given by their places in ascending order."""
    stand_for = None if case.stand_for is None else case.stand_for[places]
    return replace(case, rows=case.rows[places], stand_for=stand_for)
