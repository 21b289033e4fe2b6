"""What a sweep knew before rounding: float64 values with bounds of their errors."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Floats
from symact.reference.row import Row
from symact.reference.sweep.taylor_model import UNIT

SMALL = -960
"""Exact values below 2 to this, or above 2 to minus this, are not traced as float64."""

TRUNCATED = 4 * UNIT
"""Relative error that more than covers what is cut off an exact value."""


Rows = npt.NDArray[np.int64]

Values = float | Callable[[Rows], Floats] | None


class Known(NamedTuple):
    """Values before rounding and their bound, as in `Span`."""

    values: Values
    absolute: float = 0.0
    relative: float = 0.0
    strict: bool = False
    beside: int = 0
    without: int | None = None
    line: tuple[float, float, float, int] | None = None


class Span(NamedTuple):
    """Neighbouring rows whose values have one bound: |exact - value| <= absolute + relative * |value|.

    Args:
        start, stop: rows, stop excluded.
        values: the value of all rows, NaN where nothing is known; or what computes the values of chosen rows; None
            where the trace holds them.
        absolute, relative: of the bound.
        strict: the exact value is not zero and has the value's sign.
        beside: 1 or -1 where the exact value is greater or less than the value, never equal; else 0.
        without: the rows' flags where f has no value, or no finite one, at any of these inputs; else None.
        line: a, b, d and a side, where the exact value is (a·x + b)/d, or, where the side is 1 or -1, lies strictly on
            that side of it, within the bound; integers below 2^28.
    """

    start: int
    stop: int
    values: Values
    absolute: float
    relative: float
    strict: bool = False
    beside: int = 0
    without: int | None = None
    line: tuple[float, float, float, int] | None = None


class Trace:
    """Values of consecutive inputs in float64, filled by `symact.reference.sweep.blocks.Sweep.bits`.

    Zeros, infinities and NaN among the inputs have no value here (NaN); the reference decides their rows.
    ``rows`` holds the reference's rows, by encoding.
    """

    def __init__(self, count: int) -> None:
        self.held: Floats = np.empty(count)
        """The values that spans do not have themselves."""
        self.spans: list[Span] = []
        self.rows: dict[int, Row] = {}

    def note(self, start: int, count: int, values: Known) -> None:
        """Keep the bound of the rows from start on, and where their values come from."""
        self.spans.append(Span(start, start + count, *values))

    def ordered(self) -> list[Span]:
        """Return the spans in the order of the rows; together they cover all rows."""
        return sorted(self.spans, key=lambda span: span.start)

    def first_value(self, span: Span) -> float:
        """Return the value of a span's first row."""
        return float(self.of(span, np.array([span.start]))[0])

    def of(self, span: Span, rows: Rows) -> Floats:
        """Return the values of rows of one span."""
        if span.values is None:
            return self.held[rows]
        return span.values(rows) if callable(span.values) else np.full(len(rows), span.values)

    def of_part(self, span: Span, part: slice) -> Floats:
        """Return the values of neighbouring rows of one span; of one value, a single entry."""
        if isinstance(span.values, float):
            return np.array([span.values])
        return self.held[part] if span.values is None else self.of(span, np.arange(part.start, part.stop))


def known(row: Row) -> Known:
    """Return what float64 holds of the exact value behind a row."""
    wide = row.wide
    if wide is None:
        return Known(math.nan, without=row.flags)
    top = wide.exponent + wide.significand.bit_length()
    if wide.significand == 0 or top < SMALL:
        # What float64 cannot hold is a zero of every format here; it underflows if it is not zero itself.
        absolute = 0.0 if wide.significand == 0 else 2.0**SMALL
        return Known(-0.0 if wide.negative else 0.0, absolute, 0.0, wide.significand != 0)
    if top > -SMALL:
        return Known(math.nan)
    # Truncated, so that the value lies in the binade of the exact one.
    cut = max(0, wide.significand.bit_length() - 53)
    value = math.ldexp(wide.significand >> cut, wide.exponent + cut)
    exact = wide.exact and wide.significand == wide.significand >> cut << cut
    return Known(-value if wide.negative else value, 0.0, 0.0 if exact else TRUNCATED, True)
