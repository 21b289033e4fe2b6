"""Runs over all inputs of functions of several numbers: how a chunk is judged, and what such a run leaves out."""

import time
from dataclasses import replace
from typing import Protocol

from symact.candidates.row_shape import RowShape
from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import Bits
from symact.judge.exhaustive.job import Finished, Job, bench, is_tried
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.run import Run
from symact.judge.exhaustive.tally import nothing
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.result import Number
from symact.judge.figures.verdict import Verdict
from symact.judge.pairs.comparison import check_policy, number
from symact.system.arithmetic import default_arithmetic


class Judge(Protocol):
    """Judges the chunks of a process; ``shape`` is that of one input."""

    shape: RowShape

    def __init__(self, job: Job, bound: Bound) -> None: ...

    def inputs(self, chunk: Chunk) -> Bits:
        """Return the inputs of a chunk, one in a row."""
        ...

    def figures(self, chunk: Chunk, got: Bits) -> Accumulator:
        """Return the figures of results for a chunk."""
        ...


@default_arithmetic()
def judge_chunk(kind: type[Judge], job: Job, chunk: Chunk) -> Finished:
    """Judge one chunk; a function of its arguments alone, for any executor."""
    judge, case, child = bench(job, kind)
    question, tried, given = job.question, is_tried(chunk), judge.inputs(chunk)
    out = child.evaluate(question.target, case.spec, given, question.format, question.quantity, judge.shape, tried)
    if out.bits is None:
        return Finished(out)
    start = time.thread_time()
    total = judge.figures(chunk, out.bits)
    seconds = time.thread_time() - start
    return Finished(replace(out, bits=None), total, nothing(()), 0.0 if tried else out.seconds, seconds)


class SeveralRun(Run):
    """One run over all inputs of several numbers; arguments as for `Run`.

    Raises:
        SymactError: a term of the question has no meaning for this run.
    """

    columns = 2
    """Numbers of an input."""

    def check(self) -> None:
        """Raise SymactError for what has no run over all inputs."""
        check_policy(self.question.policy)
        if self.question.span is not None:
            raise SymactError("--range is for functions of one number; leave it out")

    def verdict(self) -> Verdict:
        """Judge all chunks that are left; raises as `Run.verdict`."""
        self._judge()
        return self._verdict(shown=self.shown)

    def shown(self, code: int) -> Number:
        """Return an input as a report shows it."""
        return number(code, self.columns, self.entries, self.question.format)
