"""The columns of a table of pairs while they are filled, by a filter or row by row."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Mask, bits_dtype
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.entries import ErrorTerms, LazyColumn, residual
from symact.reference.row import Row


class Columns:
    """Encodings, flags and the terms of errors, per entry."""

    def __init__(self, fmt: Format, shape: tuple[int, int]) -> None:
        self.format, self.shape = fmt, shape
        self.y, self.low, self.high = (np.zeros(shape, dtype=bits_dtype(fmt)) for _ in range(3))
        self.flags = np.zeros(shape, dtype=np.uint16)
        self.exponent = np.full(shape, fmt.quantum, dtype=np.int32)
        self.residual, self.margin = np.zeros(shape), np.zeros(shape)
        self.done = np.zeros(shape, dtype=bool)
        self._known: dict[int, RoundToOdd | None] = {}

    def fill(self, entry: int, rows: Mask, y: Bits, flags: npt.NDArray[np.uint16], errors: ErrorTerms) -> None:
        """Put in what a filter has decided of one entry."""
        for column in (self.y, self.low, self.high):
            column[rows, entry] = y[rows]
        self.flags[rows, entry] = flags[rows]
        self.exponent[rows, entry] = errors.exponent[rows]
        self.residual[rows, entry] = errors.residual[rows]
        self.margin[rows, entry] = errors.margin[rows]
        self.done[rows, entry] = True

    def put(self, row: int, entries: Sequence[Row]) -> None:
        """Put in one row as Ziv's loop and the policy have it."""
        fmt = self.format
        for entry, found in enumerate(entries):
            place = row, entry
            self.y[place], self.low[place], self.high[place] = found.y, found.low, found.high
            self.flags[place] = found.flags
            self.exponent[place] = fmt.quantum if found.wide is None else fmt.ulp_exponent(found.wide)
            self.residual[place], self.margin[place] = residual(fmt, found.y, found.wide), 0.0
            self._known[row * self.shape[1] + entry] = found.wide

    def finished(self, value: Callable[[int, int], RoundToOdd | None]) -> dict[str, Any]:
        """Return the columns of a `Table`; the value behind a row and entry is enclosed when it is asked for."""
        entries, known = self.shape[1], self._known

        def wide(place: int) -> RoundToOdd | None:
            if place not in known:
                known[place] = value(*divmod(place, entries))
            return known[place]

        shape = self.shape if entries > 1 else self.shape[:1]
        return {
            "y_bits": self.y.reshape(shape),
            "y_lo_bits": self.low.reshape(shape),
            "y_hi_bits": self.high.reshape(shape),
            "flags": self.flags.reshape(shape),
            "wide": LazyColumn(self.y.size, wide),
            "errors": ErrorTerms(*(each.reshape(shape) for each in (self.exponent, self.residual, self.margin))),
        }
