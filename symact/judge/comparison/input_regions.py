"""Parts of the input line that are reported apart: one maximum over all of them says little; NumPy alone."""

import enum

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import is_infinite, is_nan, to_float64
from symact.reference.table import Flag, Rows

TAIL_NEAR = 2.0**-6
"""A result this near to the limit on its side of |x| >= 1 lies in the tail."""


class Segment(enum.IntEnum):
    """Where a row lies; each row lies in one segment, the last of these that fits."""

    CORE = 0
    TAIL = 1
    SUBNORMAL = 2
    UNDERFLOW = 3
    OVERFLOW_EDGE = 4
    KINK = 5
    INFINITE_INPUT = 6
    NAN_INPUT = 7

    @property
    def label(self) -> str:
        """The name in reports and JSON."""
        return self.name.lower()


SAYS = {
    Segment.CORE: "none of the below",
    Segment.TAIL: "|x| >= 1 and the result within 1/64 of its finite limit on that side",
    Segment.SUBNORMAL: "the correct result is subnormal",
    Segment.UNDERFLOW: "the exact result is nonzero and rounds to zero",
    Segment.OVERFLOW_EDGE: "the correct result overflows or lies in the top binade",
    Segment.KINK: "a kink or a jump",
    Segment.INFINITE_INPUT: "the input is infinite",
    Segment.NAN_INPUT: "the input is NaN",
}


def segments(table: Rows) -> npt.NDArray[np.int8]:
    """Return the `Segment` of every row, derived from the table alone, shape (n,); of pairs there is no tail."""
    fmt = table.format
    y = to_float64(table.y_bits, fmt)
    result = np.full(len(y), Segment.CORE, dtype=np.int8)
    if table.space.on_line:
        result[_tail(table, y)] = Segment.TAIL
    result[table.has(Flag.SUBNORMAL)] = Segment.SUBNORMAL
    result[table.has(Flag.UNDERFLOW)] = Segment.UNDERFLOW
    with np.errstate(invalid="ignore"):
        result[table.has(Flag.OVERFLOW) | (np.isfinite(y) & (np.abs(y) >= 2.0**fmt.emax))] = Segment.OVERFLOW_EDGE
    result[table.has(Flag.KINK | Flag.JUMP)] = Segment.KINK
    inputs = table.x_bits.reshape(len(y), -1)
    result[is_infinite(inputs, fmt).any(axis=1)] = Segment.INFINITE_INPUT
    result[is_nan(inputs, fmt).any(axis=1)] = Segment.NAN_INPUT
    return result


def _tail(table: Rows, y: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    x = to_float64(table.x_bits, table.format)
    tail = np.zeros(len(x), dtype=bool)
    for side, limit in zip((x <= -1, x >= 1), table.outermost, strict=True):
        if np.isfinite(limit):
            tail |= side & (np.abs(y - limit) <= TAIL_NEAR)
    return tail
