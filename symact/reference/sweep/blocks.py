"""The sweep: correctly rounded results for consecutive encodings, block by block."""

import numpy as np

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.enclosure.program import Program
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.reference.rows import Reference
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.block_models import BlockModels
from symact.reference.sweep.filling import Filling, Ways
from symact.reference.sweep.kept_models import KeptModels
from symact.reference.sweep.passes import Passes
from symact.reference.sweep.segments import segments
from symact.system.arithmetic import default_arithmetic


class Sweep:
    """The correctly rounded derivative of one bound activation for ranges of consecutive encodings.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results, at most 32 bits.
        order: 0 for the function, 1 or 2 for its derivatives.
        kept: whether models are kept on disk, and those there are used.

    Raises:
        SymactError: as `Reference`.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int, kept: bool = False) -> None:
        self.reference = Reference(bound, fmt, order)
        self.format, self.order = fmt, order
        self.programs = [Program(piece.expression, x) for piece in bound.pieces]
        self.segments = [segments(bound.pieces, order, fmt, negative) for negative in (False, True)]
        self.models, self.passes = BlockModels(fmt, order), Passes(fmt)
        parts = (self.segments, self.programs, self.models)
        self.kept = KeptModels(bound, fmt, order, *parts) if kept else None
        self.ziv = 0
        """Inputs that were left to Ziv's loop so far."""

    @property
    def breakpoints(self) -> list[int]:
        """The encodings of breakpoints that are inputs; each is evaluated by itself."""
        signed = zip((0, self.format.sign_bit), self.segments, strict=True)
        return [segment.first | sign for sign, found in signed for segment in found if segment.piece is None]

    def vanishes(self, first: int, count: int) -> bool:
        """Whether all results of consecutive encodings are zeros that stand for numbers too small for the format."""
        low = first & ~self.format.sign_bit
        ways = self.segments[self.format.is_negative(first)]
        return any(s.edge is not None and s.edge.sign and s.first <= low and low + count - 1 <= s.last for s in ways)

    def at_once(self, bits: int) -> bool:
        """Whether the one row of an input, a finite number but 0, is that of all inputs around it."""
        ways, magnitude = self.segments[self.format.is_negative(bits)], bits & ~self.format.sign_bit
        return any(s.constant and s.first <= magnitude <= s.last for s in ways)

    def stretches(self) -> list[int]:
        """Return the numbers of the stretches whose models are kept."""
        return self.kept.stretches() if self.kept else []

    @default_arithmetic()
    def bits(self, first: int, count: int, trace: Trace | None = None) -> Bits:
        """Return the encodings of the results of ``count`` consecutive encodings.

        Args:
            first: the first encoding.
            count: how many; they must not run over the last encoding.
            trace: takes the values before rounding, with their bounds, if given.

        Raises:
            SymactError: this thread does not compute as IEEE 754 says.
        """
        if self.kept is not None:
            self.kept.load(first, count)
        out: Bits = np.empty(count, bits_dtype(self.format))
        ways = Ways(self.reference, self.segments, self.programs, self.models, self.passes)
        filling, done = Filling(ways, first, trace), 0
        while done < count:
            done += filling.start(first + done, out[done:])
        self.ziv += filling.ziv
        return out
