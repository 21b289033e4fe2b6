"""Judging a chunk of neighbouring inputs by a sweep: most rows in a few passes, the rest as in any verdict.

Where all results of a chunk are one number, and wrong in one way, few rows decide (`alike_rows`). Otherwise a row takes
part in the figures in one of three ways. *Quiet*: the result is the correctly rounded one; only its segment and the
greatest of such errors matter. *Filtered*: both results are numbers of the same sign; the error comes from the sweep's
value in float64, whose bound says whether the class of the histogram is certain. *Exact*: everything else, and every
row whose error decides something (a greatest error, the edge of a class, the bound): it goes through `compare`, with
the exact value.
"""

import math

import numpy as np

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, bits_dtype, to_float64
from symact.judge.exhaustive.alike_rows import alike_rows
from symact.judge.exhaustive.exact_rows import exact_rows
from symact.judge.exhaustive.float_filter import filtered_rows
from symact.judge.exhaustive.quiet_rows import other_formulas, quiet_rows
from symact.judge.exhaustive.view import ChunkView, Line
from symact.judge.figures.accumulator import Accumulator
from symact.judge.question import Question
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.blocks import Sweep
from symact.reference.table import Flag
from symact.system.arithmetic import default_arithmetic


def keeps_models(question: Question) -> bool:
    """Whether a run keeps the models of blocks: it takes all inputs of a wide format."""
    return question.span is None and question.format.width == 32


class Judge:
    """Judges chunks of inputs of one derivative of one bound activation.

    Args:
        bound: the activation with its parameters.
        question: what is judged; a format of at most 32 bits.
        ends: least and greatest of all correct results, None if they are not known.
    """

    def __init__(self, bound: Bound, question: Question, ends: tuple[float, float] | None) -> None:
        fmt = question.format
        self.sweep = Sweep(bound, fmt, question.quantity.order, keeps_models(question))
        reference = self.sweep.reference
        outer = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
        sides = (reference.row(fmt.sign_bit | outer), reference.row(outer))
        y = to_float64(np.array([row.y for row in sides], dtype=bits_dtype(fmt)), fmt)
        zeros = (reference.row(0), reference.row(fmt.sign_bit))
        required = [not row.flags & Flag.OPEN and question.policy.infinities == "limit" for row in sides]
        self.line = Line(
            question,
            reference,
            ends,
            outer,
            (float(y[0]), float(y[1])),
            ((zeros[0].low, zeros[0].high), (zeros[1].low, zeros[1].high)),
            (required[0], required[1]),
            question.policy.nan == "propagate" and question.order == 0,
        )
        self.special = np.array(sorted({0, fmt.sign_bit, outer, fmt.sign_bit | outer, *self.sweep.breakpoints}))
        # Greatest errors that some chunk has: where a row cannot exceed them, its exact error is not needed.
        self.floors: dict[int, float] = {}

    @default_arithmetic()
    def judge(self, first: int, got: Bits) -> Accumulator:
        """Return the figures of neighbouring encodings of one sign."""
        trace = Trace(len(got))
        y = self.sweep.bits(first, len(got), trace)
        special = self.special[(self.special >= first) & (self.special < first + len(got))] - first
        chunk = ChunkView(self.line, first, got, y, trace, special, self.floors)
        others = other_formulas(chunk)
        alike = alike_rows(chunk, others)
        if alike is None:
            filtered, left = filtered_rows(chunk, np.flatnonzero(others))
            found = exact_rows(chunk, left).beside(filtered)
        else:
            found = alike
        found = found.beside(quiet_rows(chunk, others, found))
        for key, part in found.segments.items():
            # An infinite error would hide the finite ones, of which the greatest is quoted too.
            if math.isfinite(part.max_ulp):
                self.floors[key] = max(self.floors.get(key, 0.0), part.max_ulp)
        return found
