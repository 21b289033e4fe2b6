"""Judging all pairs of a narrow format: some a with every b in a chunk, on any executor, resumable."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce

import numpy as np

from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.formats.floating import Format
from symact.judge.exhaustive.job import CHUNK, Finished, Job, bench, is_tried
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.run import Run
from symact.judge.exhaustive.tally import nothing
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.verdict import Inputs, Verdict
from symact.judge.pair_run import shape_of
from symact.judge.pairs.comparison import check_policy, number
from symact.judge.pairs.line_figures import LineJudge
from symact.reference.pairs.lines import Lines, check_width
from symact.system.arithmetic import default_arithmetic


def _judge(job: Job, bound: Bound) -> LineJudge:
    return LineJudge(Lines(bound, job.question.format), job.question.policy, job.question.max_ulp)


@default_arithmetic()
def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge some lines of pairs; a chunk's encodings are those of a, then those of b."""
    judge, case, child = bench(job, _judge)
    question, tried = job.question, is_tried(chunk)
    fmt, quantity = question.format, question.quantity
    first, count = chunk.first >> fmt.width, chunk.length >> fmt.width
    out = child.evaluate(
        question.target, case.spec, _pairs(first, count, fmt), fmt, quantity, shape_of(quantity), tried
    )
    if out.bits is None:
        return Finished(out)
    start = time.thread_time()
    lines = out.bits.reshape(count, -1)
    figures = [judge.judge(first + k, lines[k]) for k in range(count)]
    total = reduce(Accumulator.merged, figures)
    seconds = time.thread_time() - start
    return Finished(replace(out, bits=None), total, nothing(()), 0.0 if tried else out.seconds, seconds)


def _pairs(first: int, count: int, fmt: Format) -> Bits:
    """Return so many a, from the first encoding on, each with every b."""
    every = all_bits(fmt)
    bits: Bits = np.empty((count, len(every), 2), dtype=bits_dtype(fmt))
    bits[:, :, 0] = np.arange(first, first + count).astype(every.dtype)[:, None]
    bits[:, :, 1] = every
    return bits.reshape(-1, 2)


class PairRun(Run):
    """One run over all pairs of a question's format; arguments as for `Run`.

    Raises:
        SymactError: the format is too wide, the question has a range or a vector, or the policy no meaning for pairs.
    """

    work = staticmethod(judge_chunk)
    columns = 2
    """Numbers of an input."""

    def check(self) -> None:
        """Raise SymactError for what has no run over all pairs."""
        check_width(self.question.format)
        self._check_terms()

    def _check_terms(self) -> None:
        check_policy(self.question.policy)
        if self.question.span is not None:
            raise SymactError("--range is for functions of one number; leave it out")

    @property
    def inputs(self) -> Inputs:
        """All inputs of the format."""
        return Inputs("exhaustive", 1 << self.columns * self.question.format.width, None)

    def verdict(self) -> Verdict:
        """Judge all chunks that are left; raises as `Run.verdict`."""
        self._judge()
        return self._verdict(shown=partial(number, columns=2, entries=1, fmt=self.question.format))

    def _chunks(self) -> Iterator[Chunk]:
        whole = self.inputs.count
        length = min(CHUNK, whole)
        for start in range(0, whole, length):
            yield Chunk(start, length)
