"""The Taylor model of a block of neighbouring encodings, and its values at all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from symact.enclosure.program import Program
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.reference.sweep.backend import Backend
from symact.reference.sweep.segments import exact_point
from symact.reference.sweep.taylor_model import PRECISION, Model, divide, fit, horner

DEGREES = (9, 14, 22)
"""Degrees of a block's model, tried one after the other."""

MOST_PRECISE = 768
"""Working precision, bits, beyond which a block is cut in two."""

WANTED = 2.0**-46
"""Error of a model, relative to its size, that is good enough."""

PART = 1024
"""Inputs that share one polynomial of low degree."""


class BlockModels:
    """Models of blocks for one derivative and format; neighbouring blocks need about the same precision.

    Args:
        fmt: format of the inputs.
        order: of the derivative.
        arrays: where the arrays live.
    """

    def __init__(self, fmt: Format, order: int, arrays: Backend) -> None:
        self._format, self._order, self._arrays = fmt, order, arrays
        self._precision = PRECISION
        self._buffers: dict[tuple[int, int], Floats] = {}
        self._grids: dict[int, Floats] = {}

    def model(self, program: Program, block: int, size: int, negative: bool) -> Model | None:
        """Return the model of an aligned block in t = (2 j + 1 - size)/size, j the place in it; None without one."""
        fmt = self._format
        first = exact_point(fmt, block)
        step = exact_point(fmt, block + 1) - first
        middle, radius = first + step * (size - 1) / 2, step * size / 2
        place = -middle if negative else middle
        best: Model | None = None
        degree, precision = 0, self._precision
        while degree < len(DEGREES) and precision <= MOST_PRECISE:
            found = fit(program, self._order, place, radius, DEGREES[degree], precision)
            if found is None:
                return best
            best = found.model if best is None or found.model.error < best.error else best
            if best.error <= WANTED * best.size:
                self._precision = precision
                return best
            if found.lost > found.rest:
                precision *= 2
            else:
                degree += 1
        self._precision = PRECISION
        return best

    def values(self, model: Model, size: int) -> tuple[Any, float]:
        """Return a model's values at the inputs of its block, and the bound on their error.

        The values live in a buffer that the next call writes over.
        """
        if size < 2 * PART:
            return horner(model.coefficients, self._grid(size), self._buffer(1, size)[0]), model.error
        parts = divide(model, size // PART, WANTED / 1024 * model.size)
        own = self._arrays.float64(parts.coefficients)
        columns = [own[:, k : k + 1] for k in range(parts.coefficients.shape[1])]
        return horner(columns, self._grid(PART), self._buffer(size // PART, PART)), parts.error

    def _grid(self, size: int) -> Floats:
        if size not in self._grids:
            self._grids[size] = self._arrays.float64((2 * np.arange(size, dtype=np.float64) + 1 - size) / size)
        return self._grids[size]

    def _buffer(self, rows: int, columns: int) -> Floats:
        if (rows, columns) not in self._buffers:
            self._buffers[rows, columns] = self._arrays.buffer(rows, columns)
        return self._buffers[rows, columns]
