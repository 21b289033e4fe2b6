"""How consecutive results are filled in: by the exact value, by an edge's formula, or by the models of blocks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from symact.enclosure.program import Program
from symact.formats.arrays import Bits, Floats, bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to
from symact.reference.row import Row
from symact.reference.rows import Reference
from symact.reference.sweep.before_rounding import Known, Rows, Trace, known
from symact.reference.sweep.block_models import Block, BlockModels, Leaf, block_size
from symact.reference.sweep.edge import Edge
from symact.reference.sweep.exact_lines import Line, decide
from symact.reference.sweep.passes import PIECE, Passes
from symact.reference.sweep.segments import Segment
from symact.reference.sweep.taylor_model import UNIT, Model

NEARLY_X = 2.0**-30
"""Relative distance from x below which f is nearer to x than half the distance to any other number."""

WIDENED = 1.001
"""Factor on a relative bound that more than covers the rounding of the bound itself and of its product."""

ROUNDED = 4 * UNIT
"""Relative error that more than covers float64's rounding of a value and of its two ends."""

VANISHED = 2.0**-1060
"""More than what float64 loses where a value or its margin falls below its normal numbers."""

LEAST_LEAD, LEAST_NUMBER, STEEPEST = 2.0**-200, -149, 4
"""Lead, smallest number of the format (exponent) and power from which on an edge's values stay above 2^-960: its
bound makes them at least 2^-5 of |lead| |x|^power. What underflow loses is then below 2^-100 of them."""


class Stretch(NamedTuple):
    """Consecutive encodings of one sign, and where their results go.

    Args:
        magnitude: the first one, without the sign bit.
        negative: whether they have the sign bit.
        out: the results, to be filled.
        line: the function, where it is a line with rational coefficients.
    """

    magnitude: int
    negative: bool
    out: Bits
    line: Line | None = None

    def part(self, start: int, stop: int) -> Stretch:
        """Return the encodings from start to stop, stop excluded."""
        return self._replace(magnitude=self.magnitude + start, out=self.out[start:stop])


class Ways(NamedTuple):
    """How a function is evaluated.

    Args:
        reference: its exact rows.
        segments: of the encodings without and with the sign bit.
        programs: of its pieces.
        models: of its blocks.
        passes: over arrays.
    """

    reference: Reference
    segments: list[list[Segment]]
    programs: list[Program]
    models: BlockModels
    passes: Passes


class Filling:
    """The filling in of consecutive results.

    Args:
        ways: how they are evaluated.
        first: the first encoding of the call.
        trace: takes the values before rounding, with their bounds, if given.
    """

    def __init__(self, ways: Ways, first: int, trace: Trace | None) -> None:
        self._ways, self._first, self._trace = ways, first, trace
        self._passes, self._format = ways.passes, ways.reference.format
        self.ziv = 0
        """Inputs that were left to Ziv's loop."""

    def start(self, bits: int, out: Bits) -> int:
        """Fill the results of encodings that are evaluated in one way, and return how many these are."""
        fmt = self._format
        magnitude, negative = bits & ~fmt.sign_bit, fmt.is_negative(bits)
        if magnitude == 0 or magnitude > fmt.max_bits:
            return self._special(bits, magnitude, out)
        segment = next(s for s in self._ways.segments[negative] if s.first <= magnitude <= s.last)
        step = 1 if segment.piece is None else min(len(out), segment.last - magnitude + 1)
        stretch = Stretch(magnitude, negative, out[:step], segment.line)
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
        rest = min(len(out), fmt.sign_bit - magnitude) if fmt.is_nan(bits) else 1
        out[:rest] = self._row(bits).y
        if self._trace is not None:
            self._trace.note(bits - self._first, rest, Known(math.nan))
        return rest

    def _bits(self, stretch: Stretch) -> int:
        return stretch.magnitude | self._format.sign_bit if stretch.negative else stretch.magnitude

    def _note(self, stretch: Stretch, values: Known) -> None:
        if self._trace is not None:
            self._trace.note(self._bits(stretch) - self._first, len(stretch.out), values)

    def _held(self, stretch: Stretch) -> Floats:
        """Return where values of a stretch go: into the trace, if there is one."""
        if self._trace is None:
            return self._passes.values(len(stretch.out))
        start = self._bits(stretch) - self._first
        return self._trace.held[start : start + len(stretch.out)]

    def _row(self, bits: int) -> Row:
        row = self._ways.reference.row(bits)
        if self._trace is not None:
            self._trace.rows[bits] = row
        return row

    def _by_value(self, stretch: Stretch) -> None:
        """Fill with the one row of an input, which is also that of the inputs after it."""
        row = self._row(self._bits(stretch))
        stretch.out[:] = row.y
        if self._trace is not None:
            self._note(stretch, known(row))

    def _by_edge(self, edge: Edge, stretch: Stretch) -> None:
        out, fmt = stretch.out, self._format
        if edge.sign:
            # Below half the smallest number: rounded to a zero with the sign of the exact value.
            out[:] = fmt.sign_bit if edge.sign < 0 else 0
            size = min(edge.size, 2.0 ** (fmt.quantum - 1))
            self._note(stretch, Known(-0.0 if edge.sign < 0 else 0.0, size, 0.0, True))
            return
        if edge.overflows:
            out[:] = self._row(self._bits(stretch)).y
            self._note(stretch, Known(math.nan))
            return
        relative = edge.relative * WIDENED + ROUNDED
        constant = constant_result(edge, fmt)
        if constant is not None:
            out[:] = constant
            self._note(stretch, Known(edge.coefficients[0], 0.0, relative, False, edge.side))
            return
        if edge.coefficients == (0.0, 1.0) and edge.relative < NEARLY_X:
            self._passes.consecutive(self._bits(stretch), out)
            self._note(stretch, Known(self._formula(edge), 0.0, relative, False, edge.side))
        elif edge.beside:
            self._beside(edge, stretch)
            # The terms after the lead are less than UNIT/4 of it at the edge's bound, and vanish at least like x.
            last = float(fmt.to_fraction(stretch.magnitude + len(out) - 1)) / edge.bound
            near = UNIT / 4 * last * (1 + ROUNDED)
            self._note(stretch, Known(self._formula(edge), 0.0, near, True, edge.side))
        else:
            self._by_polynomial(edge, relative, stretch)

    def _formula(self, edge: Edge) -> Callable[[Rows], Floats]:
        """Return what computes an edge's values at rows of the trace."""
        first, fmt = self._first, self._format
        return lambda rows: edge.values(to_float64((rows + first).astype(bits_dtype(fmt)), fmt))

    def _beside(self, edge: Edge, stretch: Stretch) -> None:
        """Fill with the results next to an exact product: no boundary lies between it and the next float64 number."""
        out, fmt, first = stretch.out, self._format, self._bits(stretch)
        (slope,), (share, exponent) = edge.coefficients, math.frexp(edge.coefficients[0])
        power, start = exponent - 1, stretch.magnitude
        shifted = [m + (power << fmt.fraction_bits) for m in (start, start + len(out) - 1)]
        if abs(share) == 0.5 and start >= fmt.min_normal_bits <= shifted[0] and shifted[1] <= fmt.max_bits:
            # A power of two times a normal number is a number of the format itself.
            sign = fmt.sign_bit if stretch.negative != (slope < 0) else 0
            self._passes.consecutive(shifted[0] | sign, out)
            return
        step = edge.beside if (slope < 0) == stretch.negative else -edge.beside
        with np.errstate(over="ignore", under="ignore"):
            for place in range(0, len(out), PIECE):
                part = out[place : place + PIECE]
                points = self._passes.points(first + place, len(part))
                points *= slope
                encodings = points.view(np.int64)
                encodings += step
                self._passes.round(points, part)

    def _by_polynomial(self, edge: Edge, relative: float, stretch: Stretch) -> None:
        out, first = stretch.out, self._bits(stretch)
        values = self._held(stretch)
        for place in range(0, len(out), PIECE):
            part = slice(place, place + PIECE)
            edge.values(self._passes.points(first + place, len(out[part])), values[part])
        line = (edge.slope[0], 0, edge.slope[1], edge.side) if edge.slope else exactly(stretch)
        self._note(stretch, Known(None, VANISHED, relative, line=line) if edge.relative else Known(None))
        if not edge.relative:
            # The values are exact: rounded once, ties included.
            with np.errstate(over="ignore", under="ignore"):
                for place in range(0, len(out), PIECE):
                    self._passes.round(values[place : place + PIECE], out[place : place + PIECE])
            return
        far = abs(edge.coefficients[0]) >= LEAST_LEAD and edge.power <= STEEPEST
        if far and self._format.quantum >= LEAST_NUMBER:
            self._settle(values, 0.0, relative, stretch)
        else:
            self._settle(values, np.abs(values) * relative + VANISHED, 0.0, stretch)

    def _settle(self, values: Floats, absolute: Floats | float, relative: float, stretch: Stretch) -> None:
        """Round both ends of the intervals around values; where they differ, Ziv's loop decides."""
        bits, out = self._bits(stretch), stretch.out
        open_ = self._passes.settle(values, absolute, relative, out)
        if stretch.line is not None and open_:
            rows = np.array(open_)
            inputs = (rows + bits).astype(out.dtype)
            found, certain = decide(stretch.line, to_float64(inputs, self._format), out[rows], self._format)
            out[rows[certain]] = found[certain]
            open_ = rows[~certain].tolist()
        for index in open_:
            stretch.out[index] = self._row(bits + index).y
            self.ziv += 1

    def _by_blocks(self, segment: Segment, stretch: Stretch) -> None:
        assert segment.piece is not None
        models, program = self._ways.models, self._ways.programs[segment.piece]
        size, done = block_size(self._format), 0
        while done < len(stretch.out):
            first = stretch.magnitude + done & -size
            for leaf in models.leaves(program, segment.piece, Block(first, size, stretch.negative)):
                stop = min(len(stretch.out), leaf.block.first + leaf.block.size - stretch.magnitude)
                if stop > done:
                    self._leaf(leaf, stretch.part(done, stop))
                    done = stop

    def _leaf(self, leaf: Leaf, stretch: Stretch) -> None:
        """Fill a stretch that lies in a block with one model."""
        model = leaf.model
        if model is None:
            for index in range(len(stretch.out)):
                self._by_value(stretch.part(index, index + 1))
                self.ziv += 1
            return
        values = self._held(stretch)
        error = self._ways.models.values(model, leaf.block, stretch.magnitude - leaf.block.first, values)
        allowed = margin(error, model)
        self._note(stretch, Known(None, allowed, line=exactly(stretch)))
        self._settle(values, allowed, 0.0, stretch)


def exactly(stretch: Stretch) -> tuple[float, float, float, int] | None:
    """Return the line that a function is, as `Span.line` has it; None if it is none."""
    return (*stretch.line, 0) if stretch.line else None


def margin(error: float, model: Model) -> float:
    """Return how far from a model's value, whose error is given, the two numbers lie that are rounded."""
    return error * (1 + 8 * UNIT) + ROUNDED * (model.size + error)


def constant_result(edge: Edge, fmt: Format) -> int | None:
    """Return the one result of an edge that is constant, None if it is not or if its bounds do not agree on one."""
    if len(edge.coefficients) != 1 or edge.power:
        return None
    value = edge.coefficients[0]
    if edge.beside:
        ends = np.full(2, np.nextafter(value, np.inf * edge.beside))
    else:
        off = abs(value) * (edge.relative * WIDENED + ROUNDED)
        ends = np.array([value - off, value + off])
    low, high = round_to(ends, fmt).tolist()
    return int(low) if low == high else None
