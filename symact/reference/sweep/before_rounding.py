"""What a sweep knew before rounding: float64 values with bounds of their errors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from symact.formats.arrays import Floats
from symact.reference.rows import Row


class Span(NamedTuple):
    """Neighbouring rows whose values have one bound: |exact - value| <= absolute + relative * |value|.

    Args:
        start, stop: rows, stop excluded.
        absolute, relative: of the bound.
        strict: the exact value is not zero and has the value's sign.
        beside: 1 or -1 where the exact value is greater or less than the value, never equal; else 0.
    """

    start: int
    stop: int
    absolute: float
    relative: float
    strict: bool
    beside: int = 0


class Trace:
    """Values of consecutive inputs in float64, filled by `symact.reference.sweep.blocks.Sweep.bits`.

    Zeros, infinities and NaN among the inputs have no value here (NaN); their rows are asked of the reference.
    ``rows`` holds what the reference was asked for, by encoding.

    Args:
        count: how many inputs.
    """

    def __init__(self, count: int) -> None:
        self.values: Floats = np.empty(count)
        self.spans: list[Span] = []
        self.rows: dict[int, Row] = {}

    def note(
        self,
        start: int,
        values: Floats | float,
        count: int,
        absolute: float,
        relative: float,
        strict: bool = False,
        beside: int = 0,
    ) -> None:
        """Keep the values of the rows from start on, with their bound."""
        self.values[start : start + count] = values
        self.spans.append(Span(start, start + count, absolute, relative, strict, beside))

    def ordered(self) -> list[Span]:
        """Return the spans in the order of the rows; together they cover all rows."""
        return sorted(self.spans)
