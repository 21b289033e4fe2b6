"""The sweep: correctly rounded results for consecutive encodings, block by block."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.enclosure.program import Program
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to
from symact.reference.rows import Reference, Row
from symact.reference.sweep.backend import Backend, NumpyBackend
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.regimes import Edge
from symact.reference.sweep.segments import Segment, exact_point, segments
from symact.reference.sweep.taylor_model import PRECISION, UNIT, Model, divide, fit, horner

FINEST_FRACTION = 7
"""A block shares sign, exponent and at least this many fraction bits, where the format has so many."""

LEAST = 16
"""Inputs of a block below which each is evaluated by itself."""

DEGREES = (9, 14, 22)
"""Degrees of a block's model, tried one after the other."""

MOST_PRECISE = 768
"""Working precision, bits, beyond which a block is cut in two."""

WANTED = 2.0**-46
"""Error of a model, relative to its size, that is good enough."""

TOLERATED = 2.0**-32
"""Error above which a block is cut in two rather than left to Ziv's loop."""

SMALL = -960
"""Exact values below 2 to this, or above 2 to minus this, are not traced as float64."""

PART = 1024
"""Inputs that share one polynomial of low degree."""


class Sweep:
    """The correctly rounded derivative of one bound activation for stretches of encodings.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results, at most 32 bits.
        order: 0 for the function, 1 or 2 for its derivatives.
        arrays: where the arrays live; NumPy's by default.

    Raises:
        SymactError: as `Reference`; this machine does not round as IEEE 754 says.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int, arrays: Backend | None = None) -> None:
        self.arrays = arrays or NumpyBackend()
        self.reference = Reference(bound, fmt, order)
        self.format, self.order = fmt, order
        self.programs = [Program(piece.expression, x) for piece in bound.pieces]
        self.segments = [segments(bound.pieces, order, fmt, negative) for negative in (False, True)]
        self.ziv = 0
        self._precision = PRECISION
        self._trace: Trace | None = None
        self._first = 0
        self._buffers: dict[tuple[int, int], Floats] = {}
        self._grids: dict[int, Floats] = {}

    def bits(self, first: int, count: int, trace: Trace | None = None) -> Bits:
        """Return the encodings of the results of ``count`` consecutive encodings.

        Args:
            first: the first encoding.
            count: how many; they must not run over the last encoding.
            trace: takes the values before rounding, with their bounds, if given.
        """
        self._trace, self._first = trace, first
        out: Bits = self.arrays.empty(count, self.format)
        fmt, done = self.format, 0
        while done < count:
            bits = first + done
            magnitude, negative = bits & ~fmt.sign_bit, fmt.is_negative(bits)
            if magnitude == 0 or magnitude > fmt.max_bits:
                step = self._special(bits, magnitude, out[done:])
            else:
                step = self._finite(magnitude, negative, out[done:])
            done += step
        return out

    def _special(self, bits: int, magnitude: int, out: Bits) -> int:
        """Fill zeros, infinities and NaNs; all NaNs have the same result."""
        fmt = self.format
        out[0] = self.arrays.code(self._row(bits).y, fmt)
        rest = min(len(out), fmt.sign_bit - magnitude) if fmt.is_nan(bits) else 1
        out[:rest] = out[0]
        if self._trace is not None:
            self._trace.note(bits - self._first, math.nan, rest, 0.0, 0.0)
        return rest

    def _note(
        self,
        magnitude: int,
        negative: bool,
        count: int,
        values: Floats | float,
        absolute: float,
        relative: float,
        strict: bool = False,
        beside: int = 0,
    ) -> None:
        if self._trace is not None:
            bits = magnitude | self.format.sign_bit if negative else magnitude
            self._trace.note(bits - self._first, values, count, absolute, relative, strict, beside)

    def _finite(self, magnitude: int, negative: bool, out: Bits) -> int:
        segment = next(s for s in self.segments[negative] if s.first <= magnitude <= s.last)
        step = min(len(out), segment.last - magnitude + 1)
        if segment.piece is None:
            self._alone(magnitude, negative, out[:1])
            return 1
        if segment.constant:
            self._alone(magnitude, negative, out[:step])
        elif segment.edge is not None:
            self._by_edge(segment.edge, magnitude, negative, out[:step])
        else:
            self._by_blocks(segment, magnitude, negative, out[:step])
        return step

    def _row(self, bits: int) -> Row:
        row = self.reference.row(bits)
        if self._trace is not None:
            self._trace.rows[bits] = row
        return row

    def _one(self, magnitude: int, negative: bool) -> int:
        return self._row(magnitude | self.format.sign_bit if negative else magnitude).y

    def _alone(self, magnitude: int, negative: bool, out: Bits) -> None:
        """Fill with the one exact value of an input, which is also that of the inputs after it."""
        row = self._row(magnitude | self.format.sign_bit if negative else magnitude)
        out[:] = self.arrays.code(row.y, self.format)
        if self._trace is None:
            return
        wide = row.wide
        if wide is None:
            self._note(magnitude, negative, len(out), math.nan, 0.0, 0.0)
        elif wide.significand == 0 or wide.exponent + wide.significand.bit_length() < SMALL:
            # What float64 cannot hold is a zero of every format here; it underflows if it is not zero itself.
            zero = -0.0 if wide.negative else 0.0
            absolute = 0.0 if wide.significand == 0 else 2.0**SMALL
            self._note(magnitude, negative, len(out), zero, absolute, 0.0, wide.significand != 0)
        elif wide.exponent + wide.significand.bit_length() > -SMALL:
            self._note(magnitude, negative, len(out), math.nan, 0.0, 0.0)
        else:
            # Truncated, so that the value lies in the binade of the exact one.
            cut = max(0, wide.significand.bit_length() - 53)
            value = math.ldexp(wide.significand >> cut, wide.exponent + cut)
            exact = wide.exact and wide.significand == wide.significand >> cut << cut
            signed = -value if wide.negative else value
            self._note(magnitude, negative, len(out), signed, 0.0, 0.0 if exact else 4 * UNIT, True)

    def _encodings(self, magnitude: int, negative: bool, count: int) -> Bits:
        start = magnitude | self.format.sign_bit if negative else magnitude
        found: Bits = self.arrays.encodings(start, count, self.format)
        return found

    def _by_edge(self, edge: Edge, magnitude: int, negative: bool, out: Bits) -> None:
        if edge.sign:
            # Below half the smallest number: rounded to a zero with the sign of the exact value.
            out[:] = self.arrays.code(self.format.sign_bit if edge.sign < 0 else 0, self.format)
            zero = -0.0 if edge.sign < 0 else 0.0
            size = min(edge.size, 2.0 ** (self.format.quantum - 1))
            self._note(magnitude, negative, len(out), zero, size, 0.0, True)
            return
        relative = edge.relative * 1.001 + 4 * UNIT
        if len(edge.coefficients) == 1 and not edge.power and self._fill(edge, out):
            self._note(magnitude, negative, len(out), edge.coefficients[0], 0.0, relative, beside=edge.side)
            return
        encodings = self._encodings(magnitude, negative, len(out))
        if edge.coefficients == (0.0, 1.0) and edge.relative < 2.0**-30:
            # f is nearer to x than half the distance to any other number.
            out[:] = encodings
            if self._trace is not None:
                points = to_float64(encodings, self.format)
                self._note(magnitude, negative, len(out), points, 0.0, relative, beside=edge.side)
            return
        points = self.arrays.points(encodings, self.format)
        y = edge.values(points)
        if edge.beside:
            # No boundary of a narrower format lies strictly between two neighbouring float64 numbers.
            out[:] = self.arrays.round(self.arrays.beside(y, edge.beside), self.format)
            # The terms after the lead are less than UNIT/4 of it at the edge's bound, and vanish at least like x.
            near = max(abs(float(points[0])), abs(float(points[-1]))) / edge.bound
            self._note(magnitude, negative, len(out), y, 0.0, UNIT / 4 * near * (1 + 4 * UNIT), True, edge.side)
            return
        self._note(
            magnitude, negative, len(out), y, 2.0**-1060 if edge.relative else 0.0, relative if edge.relative else 0.0
        )
        margin = abs(y)
        margin *= relative
        margin += 2.0**-1060
        self._settle(y - margin, y + margin, magnitude, negative, out)

    def _fill(self, edge: Edge, out: Bits) -> bool:
        """Fill with the one result of an edge that is constant, if its bounds agree on one."""
        value = edge.coefficients[0]
        if edge.beside:
            ends = np.full(2, np.nextafter(value, np.inf * edge.beside))
        else:
            margin = abs(value) * (edge.relative * 1.001 + 4 * UNIT)
            ends = np.array([value - margin, value + margin])
        low, high = round_to(ends, self.format)
        if low == high:
            out[:] = self.arrays.code(int(low), self.format)
        return bool(low == high)

    def _settle(self, low: Floats, high: Floats, magnitude: int, negative: bool, out: Bits) -> None:
        """Round both ends; where they differ, ask Ziv's loop."""
        rounded, other = (self.arrays.round(each, self.format) for each in (low, high))
        out[:] = rounded
        for index in self.arrays.differing(rounded, other):
            out[index] = self.arrays.code(self._one(magnitude + index, negative), self.format)
            self.ziv += 1

    def _by_blocks(self, segment: Segment, magnitude: int, negative: bool, out: Bits) -> None:
        size = 1 << max(self.format.fraction_bits - FINEST_FRACTION, min(self.format.fraction_bits, 4))
        done = 0
        while done < len(out):
            start = magnitude + done
            block = start & -size
            step = min(len(out) - done, block + size - start)
            self._block(segment, block, size, start, negative, out[done : done + step])
            done += step

    def _block(self, segment: Segment, block: int, size: int, start: int, negative: bool, out: Bits) -> None:
        """Fill out for the encodings from start on, all of which lie in an aligned block."""
        model = self._model(segment, block, size, negative) if size >= LEAST else None
        if model is None or (model.error > TOLERATED * model.size and size > LEAST):
            self._halves(segment, block, size, start, negative, out)
            return
        values, error = self._evaluate(model, size)
        # The grid runs with the magnitude, the model with x.
        values = self.arrays.flipped(values) if negative else values.reshape(-1)
        margin = error * (1 + 8 * UNIT) + 4 * UNIT * (model.size + error)
        flat = values[start - block : start - block + len(out)]
        self._note(start, negative, len(out), flat, margin, 0.0)
        self._settle(flat - margin, flat + margin, start, negative, out)

    def _halves(self, segment: Segment, block: int, size: int, start: int, negative: bool, out: Bits) -> None:
        if size <= LEAST:
            for index in range(len(out)):
                self._alone(start + index, negative, out[index : index + 1])
                self.ziv += 1
            return
        half = size // 2
        cut = max(0, min(len(out), block + half - start))
        if cut:
            self._block(segment, block, half, start, negative, out[:cut])
        if cut < len(out):
            self._block(segment, block + half, half, max(start, block + half), negative, out[cut:])

    def _model(self, segment: Segment, block: int, size: int, negative: bool) -> Model | None:
        """Return the model of an aligned block in t = (2 j + 1 - size)/size, j the place in it; None without one."""
        fmt = self.format
        assert segment.piece is not None
        first = exact_point(fmt, block)
        step = exact_point(fmt, block + 1) - first
        middle, radius = first + step * (size - 1) / 2, step * size / 2
        program, place = self.programs[segment.piece], -middle if negative else middle
        best: Model | None = None
        degree, precision = 0, self._precision
        while degree < len(DEGREES) and precision <= MOST_PRECISE:
            found = fit(program, self.order, place, radius, DEGREES[degree], precision)
            if found is None:
                return best
            best = found.model if best is None or found.model.error < best.error else best
            if best.error <= WANTED * best.size:
                # Neighbouring blocks need about the same.
                self._precision = precision
                return best
            if found.lost > found.rest:
                precision *= 2
            else:
                degree += 1
        self._precision = PRECISION
        return best

    def _evaluate(self, model: Model, size: int) -> tuple[Any, float]:
        if size < 2 * PART:
            out = self._buffer(1, size)[0]
            return horner(model.coefficients, self._grid(size), out), model.error
        parts = divide(model, size // PART, WANTED / 1024 * model.size)
        own = self.arrays.float64(parts.coefficients)
        columns = [own[:, k : k + 1] for k in range(parts.coefficients.shape[1])]
        return horner(columns, self._grid(PART), self._buffer(size // PART, PART)), parts.error

    def _grid(self, size: int) -> Floats:
        if size not in self._grids:
            self._grids[size] = self.arrays.float64((2 * np.arange(size, dtype=np.float64) + 1 - size) / size)
        return self._grids[size]

    def _buffer(self, rows: int, columns: int) -> Floats:
        if (rows, columns) not in self._buffers:
            self._buffers[rows, columns] = self.arrays.buffer(rows, columns)
        return self._buffers[rows, columns]
