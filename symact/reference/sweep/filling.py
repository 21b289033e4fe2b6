"""How consecutive results are filled in: by the exact value, by an edge's formula, or by the models of blocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.rounding import round_to
from symact.reference.row import Row
from symact.reference.sweep.before_rounding import Known, Trace, known
from symact.reference.sweep.regimes import Edge
from symact.reference.sweep.segments import Segment
from symact.reference.sweep.taylor_model import UNIT

if TYPE_CHECKING:
    from symact.reference.sweep.blocks import Sweep

FINEST_FRACTION = 7
"""A block shares sign, exponent and at least this many fraction bits, where the format has so many."""

LEAST = 16
"""Inputs of a block below which each is evaluated by itself."""

TOLERATED = 2.0**-32
"""Error above which a block is cut in two rather than left to Ziv's loop."""

NEARLY_X = 2.0**-30
"""Relative distance from x below which f is nearer to x than half the distance to any other number."""

WIDENED = 1.001
"""Factor on a relative bound that more than covers the rounding of the bound itself and of its product."""

ROUNDED = 4 * UNIT
"""Relative error that more than covers float64's rounding of a value and of its two ends."""

VANISHED = 2.0**-1060
"""More than what float64 loses where a value or its margin falls below its normal numbers."""


class Stretch(NamedTuple):
    """Consecutive encodings of one sign, and where their results go.

    Args:
        magnitude: the first one, without the sign bit.
        negative: whether they have the sign bit.
        out: the results, to be filled.
    """

    magnitude: int
    negative: bool
    out: Bits

    def part(self, start: int, stop: int) -> Stretch:
        """Return the encodings from start to stop, stop excluded."""
        return Stretch(self.magnitude + start, self.negative, self.out[start:stop])


class Filling:
    """The work of one call of `Sweep.bits`.

    Args:
        sweep: what is evaluated, and how.
        first: the first encoding of the call.
        trace: takes the values before rounding, with their bounds, if given.
    """

    def __init__(self, sweep: Sweep, first: int, trace: Trace | None) -> None:
        self._sweep, self._first, self._trace = sweep, first, trace
        self._arrays, self._format = sweep.arrays, sweep.format

    def start(self, bits: int, out: Bits) -> int:
        """Fill the results of encodings that are evaluated in one way, and return how many these are."""
        fmt = self._format
        magnitude, negative = bits & ~fmt.sign_bit, fmt.is_negative(bits)
        if magnitude == 0 or magnitude > fmt.max_bits:
            return self._special(bits, magnitude, out)
        segment = next(s for s in self._sweep.segments[negative] if s.first <= magnitude <= s.last)
        step = 1 if segment.piece is None else min(len(out), segment.last - magnitude + 1)
        stretch = Stretch(magnitude, negative, out[:step])
        if segment.piece is None or segment.constant:
            self._by_value(stretch)
        elif segment.edge is not None:
            self._by_edge(segment.edge, stretch)
        else:
            self._by_blocks(segment, stretch)
        return step

    def _special(self, bits: int, magnitude: int, out: Bits) -> int:
        """Fill zeros, infinities and NaNs; all NaNs have the same result."""
        fmt = self._format
        out[0] = self._arrays.code(self._row(bits).y, fmt)
        rest = min(len(out), fmt.sign_bit - magnitude) if fmt.is_nan(bits) else 1
        out[:rest] = out[0]
        if self._trace is not None:
            self._trace.note(bits - self._first, math.nan, rest, 0.0, 0.0)
        return rest

    def _bits(self, stretch: Stretch) -> int:
        return stretch.magnitude | self._format.sign_bit if stretch.negative else stretch.magnitude

    def _note(self, stretch: Stretch, values: Known) -> None:
        if self._trace is not None:
            self._trace.note(self._bits(stretch) - self._first, values.values, len(stretch.out), *values[1:])

    def _row(self, bits: int) -> Row:
        row = self._sweep.reference.row(bits)
        if self._trace is not None:
            self._trace.rows[bits] = row
        return row

    def _by_value(self, stretch: Stretch) -> None:
        """Fill with the one exact value of an input, which is also that of the inputs after it."""
        row = self._row(self._bits(stretch))
        stretch.out[:] = self._arrays.code(row.y, self._format)
        if self._trace is not None:
            self._note(stretch, known(row.wide))

    def _by_edge(self, edge: Edge, stretch: Stretch) -> None:
        out, fmt = stretch.out, self._format
        if edge.sign:
            # Below half the smallest number: rounded to a zero with the sign of the exact value.
            out[:] = self._arrays.code(fmt.sign_bit if edge.sign < 0 else 0, fmt)
            size = min(edge.size, 2.0 ** (fmt.quantum - 1))
            self._note(stretch, Known(-0.0 if edge.sign < 0 else 0.0, size, 0.0, True))
            return
        relative = edge.relative * WIDENED + ROUNDED
        if len(edge.coefficients) == 1 and not edge.power and self._by_constant(edge, out):
            self._note(stretch, Known(edge.coefficients[0], 0.0, relative, False, edge.side))
            return
        encodings: Bits = self._arrays.encodings(self._bits(stretch), len(out), fmt)
        if edge.coefficients == (0.0, 1.0) and edge.relative < NEARLY_X:
            out[:] = encodings
            if self._trace is not None:
                self._note(stretch, Known(to_float64(encodings, fmt), 0.0, relative, False, edge.side))
            return
        points = self._arrays.points(encodings, fmt)
        y = edge.values(points)
        if edge.beside:
            # No boundary of a narrower format lies strictly between two neighbouring float64 numbers.
            out[:] = self._arrays.round(self._arrays.beside(y, edge.beside), fmt)
            # The terms after the lead are less than UNIT/4 of it at the edge's bound, and vanish at least like x.
            near = max(abs(float(points[0])), abs(float(points[-1]))) / edge.bound
            self._note(stretch, Known(y, 0.0, UNIT / 4 * near * (1 + ROUNDED), True, edge.side))
            return
        self._note(stretch, Known(y, VANISHED, relative) if edge.relative else Known(y))
        margin = abs(y)
        margin *= relative
        margin += VANISHED
        self._settle(y - margin, y + margin, stretch)

    def _by_constant(self, edge: Edge, out: Bits) -> bool:
        """Fill with the one result of an edge that is constant, if its bounds agree on one."""
        value = edge.coefficients[0]
        if edge.beside:
            ends = np.full(2, np.nextafter(value, np.inf * edge.beside))
        else:
            margin = abs(value) * (edge.relative * WIDENED + ROUNDED)
            ends = np.array([value - margin, value + margin])
        low, high = round_to(ends, self._format)
        if low == high:
            out[:] = self._arrays.code(int(low), self._format)
        return bool(low == high)

    def _settle(self, low: Floats, high: Floats, stretch: Stretch) -> None:
        """Round both ends; where they differ, Ziv's loop decides."""
        rounded, other = (self._arrays.round(each, self._format) for each in (low, high))
        stretch.out[:] = rounded
        bits = self._bits(stretch)
        for index in self._arrays.differing(rounded, other):
            stretch.out[index] = self._arrays.code(self._row(bits + index).y, self._format)
            self._sweep.ziv += 1

    def _by_blocks(self, segment: Segment, stretch: Stretch) -> None:
        fraction = self._format.fraction_bits
        size = 1 << max(fraction - FINEST_FRACTION, min(fraction, 4))
        done = 0
        while done < len(stretch.out):
            start = stretch.magnitude + done
            block = start & -size
            stop = min(len(stretch.out), done + block + size - start)
            self._block(segment, block, size, stretch.part(done, stop))
            done = stop

    def _block(self, segment: Segment, block: int, size: int, stretch: Stretch) -> None:
        """Fill a stretch that lies in an aligned block."""
        assert segment.piece is not None
        models, program = self._sweep.models, self._sweep.programs[segment.piece]
        model = models.model(program, block, size, stretch.negative) if size >= LEAST else None
        if model is None or (model.error > TOLERATED * model.size and size > LEAST):
            self._halves(segment, block, size, stretch)
            return
        values, error = models.values(model, size)
        # The grid runs with the magnitude, the model with x.
        values = self._arrays.flipped(values) if stretch.negative else values.reshape(-1)
        margin = error * (1 + 8 * UNIT) + ROUNDED * (model.size + error)
        place = stretch.magnitude - block
        flat = values[place : place + len(stretch.out)]
        self._note(stretch, Known(flat, margin))
        self._settle(flat - margin, flat + margin, stretch)

    def _halves(self, segment: Segment, block: int, size: int, stretch: Stretch) -> None:
        count = len(stretch.out)
        if size <= LEAST:
            for index in range(count):
                self._by_value(stretch.part(index, index + 1))
                self._sweep.ziv += 1
            return
        half = size // 2
        cut = max(0, min(count, block + half - stretch.magnitude))
        if cut:
            self._block(segment, block, half, stretch.part(0, cut))
        if cut < count:
            self._block(segment, block + half, half, stretch.part(cut, count))
