"""The error over the input axis: the greatest error, and the classes, in each of some hundred columns; NumPy alone."""

import numpy as np
import numpy.typing as npt

from symact.definition.input_space import Capability
from symact.formats.arrays import is_nan, total_order
from symact.formats.floating import Format
from symact.judge.comparison.compare import Comparison
from symact.judge.figures.result import ErrorCurve
from symact.judge.figures.summary import seen

COLUMNS = 512
"""Columns of a curve, about as many as a screen shows; formats with fewer inputs have fewer."""


def error_curve(comparison: Comparison) -> ErrorCurve:
    """Return the curve of a comparison: the inputs in ascending order of their encodings, NaN left out.

    Encodings, not numbers, are spread evenly: every binade has the same width, and both ends are infinite.
    """
    fmt = comparison.table.format
    rows = np.flatnonzero(comparison.judged & ~is_nan(comparison.table.x_bits, fmt))
    comparison.table.space.need(Capability.CURVE, "the table")
    columns = column_of(total_order(comparison.table.x_bits[rows], fmt), fmt)
    error = comparison.error[rows]
    count = column_count(fmt)
    greatest = np.full(count, -1.0)
    finite = np.isfinite(error)
    np.maximum.at(greatest, columns[finite], error[finite])
    classes = {
        defect.value: _runs(np.unique(columns[mask[rows]]))
        for defect, mask in comparison.defects.items()
        if mask[rows].any()
    }
    seen = np.isin(np.arange(count), columns)
    values = [None if not there else _short(max(float(top), 0.0)) for top, there in zip(greatest, seen, strict=True)]
    return ErrorCurve(count, tuple(values), classes)


def outermost_errors(fmt: Format) -> int:
    """Return the place of the greatest input: infinity, or the greatest number of a format without."""
    return fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits


def column_count(fmt: Format) -> int:
    """Return how many columns the curve of a format has."""
    return min(COLUMNS, 2 * (outermost_errors(fmt) + 1))


def column_of(places: npt.NDArray[np.int64], fmt: Format) -> npt.NDArray[np.int64]:
    """Return the column of places in the order of numbers, -0 just before +0."""
    # One sign has half of the columns, so that zero lies between two of them.
    half, count = column_count(fmt) // 2, outermost_errors(fmt) + 1
    # Divided before it is multiplied, in float64 a place of 64 bits is off by less than a column.
    column = np.floor(places.astype(np.float64) / count * half).astype(np.int64) + half
    return np.asarray(np.clip(column, 0, 2 * half - 1))


def _runs(columns: npt.NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Return ascending integers as runs, first and last included."""
    parts = np.split(columns, np.flatnonzero(np.diff(columns) != 1) + 1)
    return tuple((int(part[0]), int(part[-1])) for part in parts)


def _short(value: float) -> float:
    return float(f"{seen(value):.3e}")
