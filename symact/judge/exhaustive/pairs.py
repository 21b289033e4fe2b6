"""Judging all pairs of a narrow format: some a with every b in a chunk, on any executor, resumable."""

from collections.abc import Iterator
from functools import partial, reduce

import numpy as np

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.judge.exhaustive.job import CHUNK, Job
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.several import SeveralRun, judge_chunk
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.verdict import Inputs
from symact.judge.pair_run import shape_of
from symact.judge.pairs.line_figures import LineJudge
from symact.reference.pairs.lines import Lines, check_width


class PairJudge:
    """Judges some lines of pairs; a chunk's encodings are those of a, then those of b."""

    def __init__(self, job: Job, bound: Bound) -> None:
        question = job.question
        self.format, self.shape = question.format, shape_of(question.quantity)
        self._lines = LineJudge(Lines(bound, question.format), question.policy, question.max_ulp)

    def inputs(self, chunk: Chunk) -> Bits:
        """Return so many a, from the first encoding on, each with every b."""
        first, count = chunk.first >> self.format.width, chunk.length >> self.format.width
        every = all_bits(self.format)
        bits: Bits = np.empty((count, len(every), 2), dtype=bits_dtype(self.format))
        bits[:, :, 0] = np.arange(first, first + count).astype(every.dtype)[:, None]
        bits[:, :, 1] = every
        return bits.reshape(-1, 2)

    def figures(self, chunk: Chunk, got: Bits) -> Accumulator:
        """Return the figures of results, line by line."""
        lines = got.reshape(chunk.length >> self.format.width, -1)
        first = chunk.first >> self.format.width
        return reduce(Accumulator.merged, (self._lines.judge(first + k, line) for k, line in enumerate(lines)))


class PairRun(SeveralRun):
    """One run over all pairs of a question's format; arguments as for `Run`.

    Raises:
        SymactError: the format is too wide, the question has a range or a vector, or the policy no meaning for pairs.
    """

    work = staticmethod(partial(judge_chunk, PairJudge))

    def check(self) -> None:
        """Raise SymactError for what has no run over all pairs."""
        check_width(self.question.format)
        super().check()

    @property
    def inputs(self) -> Inputs:
        """All inputs of the format."""
        return Inputs("exhaustive", 1 << self.columns * self.question.format.width, None)

    def _chunks(self) -> Iterator[Chunk]:
        whole = self.inputs.count
        length = min(CHUNK, whole)
        for start in range(0, whole, length):
            yield Chunk(start, length)
