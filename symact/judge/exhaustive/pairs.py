"""Judging all pairs of a narrow format: some a with every b in a chunk, on any executor, resumable."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import lru_cache, partial, reduce
from pathlib import Path
from typing import NamedTuple

import numpy as np

from symact.candidates import plan
from symact.candidates.process.parent import Sandbox
from symact.definition.domain import Pair
from symact.errors import SymactError
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.formats.floating import Format
from symact.judge.exhaustive.job import CHUNK, TRIED, Finished, Job
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.run import Run
from symact.judge.exhaustive.tally import nothing
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.summary import result
from symact.judge.figures.verdict import Inputs, Target, Verdict
from symact.judge.pair_run import shape_of
from symact.judge.pairs.comparison import check_policy, number
from symact.judge.pairs.line_figures import LineJudge
from symact.judge.question import Question
from symact.reference.pairs.lines import Lines, check_width
from symact.reference.row import engines
from symact.system.arithmetic import default_arithmetic


class _Bench(NamedTuple):
    judge: LineJudge
    case: plan.Case
    child: Sandbox


@lru_cache(maxsize=1)
def _bench(job: Job) -> _Bench:
    """Set up a process's reference and candidate; they serve all its chunks, and end with it."""
    asked = job.question
    case = asked.case()
    judge = LineJudge(Lines(case.bound, asked.format), asked.policy, asked.max_ulp)
    return _Bench(judge, case, Sandbox(asked.timeout, asked.memory, asked.device))


@default_arithmetic()
def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge some lines of pairs; a chunk's encodings are those of a, then those of b."""
    bench, asked = _bench(job), job.question
    fmt = asked.format
    first, count = chunk.first >> fmt.width, chunk.length >> fmt.width
    tried = chunk.first // CHUNK % TRIED == 0
    bits, quantity = _pairs(first, count, fmt), asked.quantity
    out = bench.child.evaluate(asked.target, bench.case.spec, bits, fmt, quantity, shape_of(quantity), tried)
    if out.bits is None:
        return Finished(out)
    start = time.thread_time()
    lines = out.bits.reshape(count, -1)
    figures = [bench.judge.judge(first + k, lines[k]) for k in range(count)]
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

    def __init__(
        self,
        question: Question,
        executor: Executor,
        workers: int,
        progress: Callable[[int], None] | None = None,
        path: str | Path | None = None,
    ) -> None:
        check_width(question.format)
        check_policy(question.policy)
        if question.span is not None:
            raise SymactError("--range is for functions of one number; leave it out")
        if question.quantity.vector or question.order:
            raise SymactError("--exhaustive judges pairs forward; a JVP or VJP is judged without it")
        super().__init__(question, executor, workers, progress, path)
        self.work = judge_chunk

    def verdict(self) -> Verdict:
        """Judge all chunks that are left; raises as `Run.verdict`."""
        self._judge()
        asked, case, state, fmt = self.question, self.case, self.state, self.question.format
        return asked.verdict(
            case.bound,
            Target(asked.target, case.spec.path, case.spec.shown_arguments(), state.version, case.note),
            described_pairs(fmt),
            result(state.partial, fmt, shown=partial(number, columns=2, entries=1, fmt=fmt)),
            state.conduct,
            engines(),
        )

    def _chunks(self) -> Iterator[Chunk]:
        width = self.question.format.width
        length = min(CHUNK, 1 << 2 * width)
        for start in range(0, 1 << 2 * width, length):
            yield Chunk(start, length)


def is_of_pairs(question: Question) -> bool:
    """Whether a question is about a function of pairs."""
    return isinstance(question.case().bound.domain, Pair)


def described_pairs(fmt: Format) -> Inputs:
    """Return the description of all pairs of a format."""
    return Inputs("exhaustive", 1 << 2 * fmt.width, None)
