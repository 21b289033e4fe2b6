"""Judging the gradients of a gated pair at all inputs of an 8-bit format: every a and b with every upstream v."""

import time
from dataclasses import replace
from functools import partial, reduce

import numpy as np

from symact.definition.bound import Bound
from symact.definition.quantity import Kind
from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive.job import Finished, Job, bench, is_tried
from symact.judge.exhaustive.pairs import PairRun
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.tally import nothing
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.verdict import Verdict
from symact.judge.pair_run import shape_of
from symact.judge.pairs.comparison import compare, number
from symact.reference.pairs.table import Pairs
from symact.system.arithmetic import default_arithmetic

COLUMNS = 3
"""Numbers of an input: a, b and v."""

AT_ONCE = 1 << 16
"""Inputs whose reference is made at once."""


def _reference(job: Job, bound: Bound) -> Pairs:
    return Pairs(bound, job.question.format, job.question.quantity, COLUMNS)


@default_arithmetic()
def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge some inputs; a chunk's encodings are those of a, b and v behind each other."""
    pairs, case, child = bench(job, _reference)
    question, tried = job.question, is_tried(chunk)
    given = inputs(chunk, question.format)
    out = child.evaluate(
        question.target, case.spec, given, question.format, question.quantity, shape_of(question.quantity), tried
    )
    if out.bits is None:
        return Finished(out)
    start = time.thread_time()
    parts = [slice(first, first + AT_ONCE) for first in range(0, chunk.length, AT_ONCE)]
    figures = [_figures(pairs, given[part], out.bits[part], question.policy, question.max_ulp) for part in parts]
    seconds = time.thread_time() - start
    total = reduce(Accumulator.merged, figures)
    return Finished(replace(out, bits=None), total, nothing(()), 0.0 if tried else out.seconds, seconds)


def _figures(pairs: Pairs, given: Bits, got: Bits, policy: Policy, max_ulp: float | None) -> Accumulator:
    return compare(pairs.build(given), got, policy, max_ulp).figures(max_ulp)


def inputs(chunk: Chunk, fmt: Format) -> Bits:
    """Return the inputs of a chunk, shape (length, 3)."""
    places = np.arange(chunk.first, chunk.first + chunk.length)
    shifts = fmt.width * np.arange(COLUMNS - 1, -1, -1)
    return (places[:, None] >> shifts & ((1 << fmt.width) - 1)).astype(bits_dtype(fmt))


class PairGradientRun(PairRun):
    """One run over all VJPs of an 8-bit format; arguments as for `Run`.

    Raises:
        SymactError: the format is too wide, the question has a range or a JVP, or the policy no meaning for pairs.
    """

    work = staticmethod(judge_chunk)
    columns, entries = COLUMNS, 2

    def check(self) -> None:
        """Raise SymactError for what has no run over all inputs."""
        fmt, kind = self.question.format, self.question.quantity.kind
        self._check_terms()
        if kind is not Kind.VJP or fmt.width > 8:
            raise SymactError(
                "--exhaustive judges pairs forward, in 8-bit formats by --order vjp too; leave --exhaustive out for "
                f"the {self.question.quantity} in {fmt.name}"
            )

    def verdict(self) -> Verdict:
        """Judge all chunks that are left; raises as `Run.verdict`."""
        self._judge()
        return self._verdict(shown=partial(number, columns=COLUMNS, entries=2, fmt=self.question.format))
