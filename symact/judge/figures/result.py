"""The figures of one comparison, as plain data: counts, classes of failure, worst rows, the curve of errors."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """An encoding with a decimal that reads back as it."""

    bits: str
    value: str


@dataclass(frozen=True)
class Sample:
    """One input with the result that came, the correct one and the error in ulp."""

    x: Number
    got: Number
    correct: Number
    error_ulp: float
    segment: str


@dataclass(frozen=True)
class Run:
    """Judged inputs next to each other of which all belong to a class."""

    lowest: Number
    highest: Number
    count: int


@dataclass(frozen=True)
class ClassCount:
    """One class of wrong results.

    Args:
        name: see `symact.judge.comparison.failure_classes.Defect`.
        count: rows in it.
        lowest, highest: the interval of their inputs; None if all inputs are NaN.
        tested_between: judged inputs in that interval; equal to count if all of them are in the class.
        longest_run: the longest run of judged inputs that are all in the class.
        sample: the row that stands for it: the least whole number of its longest run, else its worst row.
        normal: how many of the correct results are normal numbers of the format.
        max_ulp: the greatest error in the class.
    """

    name: str
    count: int
    lowest: Number | None
    highest: Number | None
    tested_between: int
    longest_run: Run | None
    sample: Sample
    normal: int
    max_ulp: float


@dataclass(frozen=True)
class SegmentCount:
    """One segment of the inputs: rows judged, rows not correctly rounded, greatest error and its row."""

    name: str
    count: int
    mismatched: int
    max_ulp: float
    worst: Sample | None


@dataclass(frozen=True)
class Difference:
    """A greatest difference between result and exact value, to 6 digits, and its row.

    Args:
        value: absolute, or relative to the exact value.
        sample: the row; of equals the one of least |x|.
    """

    value: float
    sample: Sample


@dataclass(frozen=True)
class Result:
    """The figures of one comparison.

    Args:
        judged, open: rows of which something is required, or nothing.
        mismatched: judged rows that are not correctly rounded.
        max_ulp, worst: the greatest error among judged rows, and the wrong row that has it.
        violations, worst_violation: rows that break the bound.
        worst_finite: the wrong row of the greatest finite error, None without any.
        histogram: pairs of upper edge, ulp, and judged rows up to it.
        segments, classes: the same by segment, and by class of wrong results.
        absolute, relative: the greatest finite differences of wrong rows; None without any, and of runs over
            all inputs of a wide format.
    """

    judged: int
    open: int
    mismatched: int
    max_ulp: float
    worst: Sample | None
    violations: int
    worst_violation: Sample | None
    worst_finite: Sample | None
    histogram: tuple[tuple[float, int], ...]
    segments: tuple[SegmentCount, ...]
    classes: tuple[ClassCount, ...]
    absolute: Difference | None = None
    relative: Difference | None = None

    @property
    def max_finite_ulp(self) -> float:
        """The greatest finite error among judged rows, ulp, which an infinite one does not hide."""
        if math.isfinite(self.max_ulp):
            return self.max_ulp
        known = [each.max_ulp for each in self.segments if math.isfinite(each.max_ulp)]
        return max([*known, *([self.worst_finite.error_ulp] if self.worst_finite else [])], default=0.0)

    @property
    def correctly_rounded(self) -> float:
        """Share of the judged rows that are correctly rounded, 0 to 1."""
        return 1.0 - self.mismatched / self.judged if self.judged else 1.0


@dataclass(frozen=True)
class ErrorCurve:
    """The error over the input axis, for a figure.

    Args:
        columns: how many; they share the encodings of all inputs evenly, in ascending order, NaN left out.
        max_ulp: the greatest finite error in each, to 4 digits; None where no input of it was judged.
        classes: by name, runs of columns (first and last included) in which a result is in the class.
    """

    columns: int
    max_ulp: tuple[float | None, ...]
    classes: dict[str, tuple[tuple[int, int], ...]]
