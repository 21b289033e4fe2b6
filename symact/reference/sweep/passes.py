"""The passes of a sweep over arrays, in buffers that stay in a core's cache; NumPy alone."""

import numpy as np

from symact.formats.arrays import Bits, Floats, bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to

PIECE = 1 << 14
"""Elements that go through all passes together."""


class Passes:
    """Buffers for one format.

    Args:
        fmt: of at most 32 bits.
    """

    def __init__(self, fmt: Format) -> None:
        self._format, dtype = fmt, bits_dtype(fmt)
        self._native = np.dtype(fmt.name) if fmt.name in ("float32", "float16") else None
        self._steps = np.arange(PIECE).astype(dtype)
        self._bits, self._other = np.empty(PIECE, dtype), np.empty(PIECE, dtype)
        self._points, self._end, self._values = np.empty(PIECE), np.empty(PIECE), np.empty(0)

    def values(self, count: int) -> Floats:
        """Return a buffer for values; the next call returns the same."""
        if len(self._values) < count:
            self._values = np.empty(count)
        return self._values[:count]

    def consecutive(self, first: int, out: Bits) -> None:
        """Fill with consecutive encodings."""
        for start in range(0, len(out), PIECE):
            part = out[start : start + PIECE]
            np.add(self._steps[: len(part)], part.dtype.type(first + start), out=part)

    def points(self, first: int, count: int) -> Floats:
        """Return consecutive numbers, at most PIECE; the next call writes over them."""
        bits, points = self._bits[:count], self._points[:count]
        self.consecutive(first, bits)
        if self._native is not None:
            np.copyto(points, bits.view(self._native))
        else:
            points[:] = to_float64(bits, self._format)
        return points

    def round(self, values: Floats, out: Bits) -> None:
        """Round as `symact.formats.rounding.round_to`, inside an `np.errstate` that ignores overflow."""
        if self._native is not None:
            np.copyto(out.view(self._native), values, casting="same_kind")
        else:
            out[:] = round_to(values, self._format)

    def settle(self, values: Floats, absolute: Floats | float, relative: float, out: Bits) -> list[int]:
        """Round both ends of all intervals, and return where they differ.

        The float64 arithmetic here adds at most 2 UNIT to the relative distance of an end; margins allow for it.

        Args:
            values: all of one sign where the margin is relative.
            absolute, relative: an interval is value +- (absolute + relative * |value|).
            out: takes the results.
        """
        found: list[int] = []
        ends = ((-absolute, 1 - relative), (absolute, 1 + relative))
        with np.errstate(over="ignore", under="ignore"):
            for start in range(0, len(out), PIECE):
                part = slice(start, start + PIECE)
                near, other = out[part], self._other[: len(out[part])]
                for (shift, factor), target in zip(ends, (near, other), strict=True):
                    by = shift if isinstance(shift, float) else shift[part]
                    self.round(self._moved(values[part], by, factor), target)
                if not np.array_equal(near, other):
                    found += (np.flatnonzero(near != other) + start).tolist()
        return found

    def _moved(self, values: Floats, shift: Floats | float, factor: float) -> Floats:
        end = self._end[: len(values)]
        if factor == 1:
            return np.add(values, shift, out=end)
        return np.multiply(values, factor, out=end)
