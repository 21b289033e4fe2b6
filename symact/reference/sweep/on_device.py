"""The sweep where a candidate's float32 results already are: tensors of torch on any device, a stretch a kernel.

What does not depend on the candidate, the models of blocks above all, is computed on the CPU beforehand. A stretch then
takes one pass, from encodings to counts, which torch.compile can make one kernel of. Fused multiply-adds leave out
roundings, so all bounds hold with and without them (docs/sweep.md); an exact product is moved to its neighbour in
integers, which no compiler contracts. What the bounds do not decide goes to Ziv's loop.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import get_format
from symact.reference.sweep.before_rounding import Trace, known
from symact.reference.sweep.block_models import PART, Block, block_size
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.edge import Edge
from symact.reference.sweep.exact_lines import Line, decide
from symact.reference.sweep.filling import NEARLY_X, ROUNDED, WIDENED, constant_result, margin
from symact.reference.sweep.kept_models import STRETCH
from symact.reference.sweep.kernels import FORMS, WIDTH, Figures, Interval, figures, fused, judged
from symact.reference.sweep.segments import Segment

FLOAT32 = get_format("float32")

SIGN = FLOAT32.sign_bit

SHORT = 1 << 10
"""Inputs below which no kernel is compiled."""


class _Part(NamedTuple):
    """Consecutive encodings that one kernel evaluates, what it needs (`kernels.FORMS`), and the line that f is."""

    first: int
    length: int
    form: str
    data: tuple[Any, ...]
    line: Line | None = None


class _Table(NamedTuple):
    """The polynomials of neighbouring parts of PART inputs.

    Args:
        columns: on the device, shape (degree + 1, parts).
        margins: of the parts; NaN where the CPU computes the results.
        held: the same on the device.
        base: the number of the first part.
    """

    columns: Any
    margins: Floats
    held: Any
    base: int


class DeviceSweep:
    """Judges results that lie on a device.

    Args:
        bound: the activation with its parameters.
        order: 0 for the function, 1 or 2 for its derivatives.
        device: as torch names it, such as "cuda" or "cpu".
        fuse: the backend of torch.compile that makes one kernel of a pass, such as "inductor"; "" for none.

    Raises:
        SymactError: torch or the device is missing, or the device does not round as IEEE 754 says.
    """

    def __init__(self, bound: Bound, order: int, device: str, fuse: str = "") -> None:
        self.torch, self.device = _found(device)
        self.sweep = Sweep(bound, FLOAT32, order, kept=True)
        self._plain = partial(judged, self.torch)
        self._pass = fused(self.torch, fuse) if fuse else self._plain
        self._tables: dict[tuple[int, int], _Table] = {}

    def encodings(self, first: int, count: int) -> Any:
        """Return consecutive encodings as a tensor of int32."""
        start = _signed(first)
        return self.torch.arange(start, start + count, dtype=self.torch.int32, device=self.device)

    def wait(self) -> None:
        """Wait until all work on the device is done."""
        if self.device.type == "cuda":
            self.torch.cuda.synchronize(self.device)

    def bits(self, first: int, count: int) -> Any:
        """Return the encodings of the correctly rounded results, int32."""
        found = []
        for part in self._parts(first, count):
            low, high, *_ = FORMS[part.form](self.torch, self.encodings(part.first, part.length), *part.data)
            found.append(low.clone())
            rows = self.torch.nonzero(low != high).reshape(-1)
            if len(rows):
                found[-1][rows] = self._settled(part, rows, low[rows])[0]
        return self.torch.cat(found)

    def intervals(self, first: int, count: int) -> Interval:
        """Return what is known of consecutive results before rounding, as `kernels.FORMS` say it."""
        found = [
            FORMS[part.form](self.torch, self.encodings(part.first, part.length), *part.data)
            for part in self._parts(first, count)
        ]
        low, high, values, off = map(self.torch.cat, zip(*found, strict=True))
        return low, high, values, off

    def judge(self, first: int, results: Any) -> Figures:
        """Compare results at consecutive inputs, a tensor of float32, with the correctly rounded ones."""
        total, got = Figures(), results.reshape(-1).view(self.torch.int32)
        for part in self._parts(first, len(got)):
            if FLOAT32.is_nan(part.first):
                continue
            own = got[part.first - first :][: part.length]
            # A compiler makes kernels of their own for the shortest tensors.
            compare = self._pass if part.length >= SHORT else self._plain
            found, undecided = compare(part.form, self.encodings(part.first, part.length), own, *part.data)
            open_, *_ = numbers = found.tolist()
            total = total.merged(figures(numbers, part.length - int(open_), part.first))
            if open_:
                rows = self.torch.nonzero(undecided).reshape(-1)
                encodings = self.encodings(part.first, part.length)[rows]
                low, *_ = FORMS[part.form](self.torch, encodings, *part.data)
                results, values, ziv = self._settled(part, rows, low)
                found, _ = self._plain("given", encodings, own[rows], results, values)
                numbers = found.tolist()
                numbers[-1] = rows[int(numbers[-1])].item()
                total = total.merged(figures(numbers, len(rows), part.first)._replace(ziv=ziv))
        return total

    def _settled(self, part: _Part, rows: Any, near: Any) -> tuple[Any, Any, int]:
        """Return results and values of rows that bounds leave open, and how many of them Ziv's loop decided."""
        places = (rows.cpu().numpy() + part.first).astype(np.uint32)
        y, values = np.empty_like(places), np.empty(len(places))
        certain = np.zeros(len(places), dtype=bool)
        if part.line is not None:
            points = places.view(np.float32).astype(np.float64)
            y, certain = decide(part.line, points, near.cpu().numpy().view(np.uint32), FLOAT32)
            values = (points * part.line.slope + part.line.offset) / part.line.divisor
        for k in np.flatnonzero(~certain).tolist():
            y[k], values[k] = _by_reference(self.sweep, int(places[k]))
        return self._sent(y.view(np.int32)), self._sent(values), int(np.count_nonzero(~certain))

    def _exact(self, bits: int, count: int = 1, constant: bool = False) -> _Part:
        """Return the part of an input that the reference decides, and of those after it that share its result.

        What is no constant has no bound: zeros, infinities, NaN and breakpoints are special.
        """
        y, value = _by_reference(self.sweep, bits)
        off = math.nan
        if constant:
            found = known(self.sweep.reference.row(bits))
            assert isinstance(found.values, float)
            value, off = found.values, found.absolute + found.relative * abs(found.values)
        return _Part(bits, count, "fill", self._numbers(_signed(y), value, off))

    def _parts(self, first: int, count: int) -> Iterator[_Part]:
        """Cut consecutive encodings where another kernel begins."""
        at, stop = first, first + count
        while at < stop:
            magnitude, negative = at & (SIGN - 1), at >= SIGN
            if FLOAT32.is_nan(at):
                part = self._exact(at, min(stop - at, SIGN - magnitude))
            elif magnitude in (0, FLOAT32.max_bits + 1):
                part = self._exact(at)
            else:
                segment = next(s for s in self.sweep.segments[negative] if s.first <= magnitude <= s.last)
                part = self._part(segment, at, min(stop - at, segment.last + 1 - magnitude))
                part = part._replace(line=segment.line)
            yield part
            at += part.length

    def _part(self, segment: Segment, at: int, count: int) -> _Part:
        if segment.piece is None or segment.constant:
            return self._exact(at, count, True) if segment.piece is not None else self._exact(at)
        if segment.edge is not None:
            return self._edge(segment.edge, at, count)
        count = min(count, STRETCH - at % STRETCH)
        table = self._table(segment, at)
        # The CPU computes the parts of blocks that are cut too finely for the table.
        row = ((at & (SIGN - 1)) // PART) - table.base
        rest = np.isnan(table.margins[row : row + (at % PART + count - 1) // PART + 1])
        same = int(np.argmax(rest != rest[0])) if (rest != rest[0]).any() else len(rest)
        count = min(count, same * PART - at % PART)
        if not rest[0]:
            return _Part(at, count, "block", (table.columns, table.held, self._sent(np.int64(table.base))))
        trace = Trace(count)
        results = self.sweep.bits(at, count, trace)
        values = np.concatenate([trace.of(s, np.arange(s.start, s.stop)) for s in trace.ordered()])
        tensors = (self._sent(results.view(np.int32)), self._sent(values))
        return _Part(at, count, "given", tensors)

    def _edge(self, edge: Edge, at: int, count: int) -> _Part:
        relative = edge.relative * WIDENED + ROUNDED
        if edge.sign:
            zero = SIGN if edge.sign < 0 else 0
            off = min(edge.size, 2.0 ** (FLOAT32.quantum - 1))
            return _Part(at, count, "fill", self._numbers(_signed(zero), 0.0, off))
        if edge.overflows:
            return self._exact(at, count)
        if len(edge.coefficients) == 1 and not edge.power:
            result = constant_result(edge, FLOAT32)
            if result is not None:
                return _Part(
                    at,
                    count,
                    "fill",
                    self._numbers(_signed(result), edge.coefficients[0], abs(edge.coefficients[0]) * relative),
                )
        if edge.coefficients == (0.0, 1.0) and edge.relative < NEARLY_X:
            return _Part(at, count, "copy", (self._sent(np.float64(relative)),))
        if edge.beside:
            (slope,) = edge.coefficients
            step = edge.beside if (slope < 0) == (at >= SIGN) else -edge.beside
            return _Part(at, count, "beside", (self._sent(np.float64(slope)), self._sent(np.int64(step))))
        # An exact product is rounded once.
        bound = self._sent(np.float64(relative if edge.relative else 0.0))
        return _Part(at, count, "polynomial", (self._sent(np.array(edge.coefficients)), edge.power, bound))

    def _numbers(self, bits: int, value: float, off: float) -> tuple[Any, Any, Any]:
        return self._sent(np.int32(bits)), self._sent(np.float64(value)), self._sent(np.float64(off))

    def _table(self, segment: Segment, at: int) -> _Table:
        """Return the polynomials of the parts of a segment in the stretch of an input."""
        key, piece, kept = (segment.first, at // STRETCH), segment.piece, self.sweep.kept
        if key not in self._tables:
            assert kept is not None
            assert piece is not None
            kept.load(at, 1)
            lowest = at // STRETCH * STRETCH & (SIGN - 1)
            size = block_size(FLOAT32)
            start = max(segment.first, lowest) & -size
            stop = (min(segment.last, lowest + STRETCH - 1) | (size - 1)) + 1
            margins = np.full((stop - start) // PART, math.nan)
            coefficients = np.zeros((1, len(margins)))
            blocks = (Block(first, size, at >= SIGN) for first in range(start, stop, size))
            leaves = (leaf for each in blocks for leaf in self.sweep.models.known.get((piece, each), ()))
            for block, model in leaves:
                if model is None or block.size < 2 * PART:
                    continue
                own, error = self.sweep.models.parts(model, block)
                more = max(own.shape[1] - len(coefficients), 0)
                coefficients = np.pad(coefficients, ((0, more), (0, 0)))
                row = (block.first - start) // PART
                coefficients[: own.shape[1], row : row + len(own)] = own.T
                margins[row : row + len(own)] = margin(error, model)
            coefficients = np.pad(coefficients, ((0, -len(coefficients) % WIDTH), (0, 0)))
            self._tables[key] = _Table(self._sent(coefficients), margins, self._sent(margins), start // PART)
        return self._tables[key]

    def _sent(self, array: Any) -> Any:
        return self.torch.as_tensor(array, device=self.device)


def _by_reference(sweep: Sweep, bits: int) -> tuple[int, float]:
    """Return the result at an input as the reference decides it, and a value of float64 for the exact one."""
    row = sweep.reference.row(bits)
    value = float(np.uint32(row.y).view(np.float32))
    return row.y, float(row.wide.to_fraction()) if row.wide is not None and math.isfinite(value) else value


def _signed(bits: int) -> int:
    """Return an encoding as torch's int32 has it."""
    return bits - (1 << 32) if bits >> 31 else bits


def _found(device: str) -> tuple[Any, Any]:
    """Return torch and one of its devices, after some roundings have been tried there."""
    try:
        torch = importlib.import_module("torch")
        place = torch.device(device)
        given = torch.tensor([2.0**-140, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 2.0**-1060], dtype=torch.float64, device=place)
    except (ImportError, RuntimeError, AssertionError) as error:
        raise SymactError(f"device {device}: {str(error).splitlines()[0]}; choose one that torch has here") from None
    narrow = given[:3].to(torch.float32).view(torch.int32).tolist()
    if narrow != [1 << 9, 0x3F800000, 0x3F800002] or (given[3:] * 0.5).tolist() != [2.0**-1061]:
        raise SymactError(f"device {device}: it does not round as IEEE 754 says, or flushes subnormal numbers to 0")
    return torch, place
