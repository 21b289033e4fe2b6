"""Judging the gradients of a gated pair at all inputs of an 8-bit format: every a and b with every upstream v."""

from functools import partial, reduce

import numpy as np

from symact.definition.bound import Bound
from symact.definition.quantity import Kind
from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype
from symact.judge.exhaustive.job import Job
from symact.judge.exhaustive.pairs import PairRun
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.several import SeveralRun, judge_chunk
from symact.judge.figures.accumulator import Accumulator
from symact.judge.pair_run import shape_of
from symact.judge.pairs.comparison import compare
from symact.reference.pairs.table import Pairs

COLUMNS = 3
"""Numbers of an input: a, b and v."""

AT_ONCE = 1 << 16
"""Inputs whose reference is made at once."""


class GradientJudge:
    """Judges some inputs; a chunk's encodings are those of a, b and v behind each other."""

    def __init__(self, job: Job, bound: Bound) -> None:
        self.question, quantity = job.question, job.question.quantity
        self.shape, self._pairs = shape_of(quantity), Pairs(bound, self.question.format, quantity, COLUMNS)

    def inputs(self, chunk: Chunk) -> Bits:
        """Return the inputs of a chunk, shape (length, 3)."""
        fmt = self.question.format
        places = np.arange(chunk.first, chunk.first + chunk.length)
        shifts = fmt.width * np.arange(COLUMNS - 1, -1, -1)
        return (places[:, None] >> shifts & ((1 << fmt.width) - 1)).astype(bits_dtype(fmt))

    def figures(self, chunk: Chunk, got: Bits) -> Accumulator:
        """Return the figures of results, some at once."""
        given, policy, max_ulp = self.inputs(chunk), self.question.policy, self.question.max_ulp
        parts = [slice(first, first + AT_ONCE) for first in range(0, chunk.length, AT_ONCE)]
        found = (compare(self._pairs.build(given[part]), got[part], policy, max_ulp).figures(max_ulp) for part in parts)
        return reduce(Accumulator.merged, found)


class PairGradientRun(PairRun):
    """One run over all VJPs of an 8-bit format; arguments as for `Run`.

    Raises:
        SymactError: the format is too wide, the question has a range or a JVP, or the policy no meaning for pairs.
    """

    work = staticmethod(partial(judge_chunk, GradientJudge))
    columns, entries = COLUMNS, 2

    def check(self) -> None:
        """Raise SymactError for what has no run over all inputs."""
        fmt, kind = self.question.format, self.question.quantity.kind
        SeveralRun.check(self)
        if kind is not Kind.VJP or fmt.width > 8:
            raise SymactError(
                "--exhaustive judges pairs forward, in 8-bit formats by --order vjp too; leave --exhaustive out for "
                f"the {self.question.quantity} in {fmt.name}"
            )
