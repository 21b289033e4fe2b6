"""Judging one chunk of an exhaustive run: a function of plain data, so that any process or machine can do it."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from symact.candidates import plan
from symact.candidates.process.parent import WORKER, Sandbox
from symact.candidates.process.reply import Outcome
from symact.definition.bound import Bound
from symact.judge.exhaustive.chunk import Judge
from symact.judge.exhaustive.invariants import Invariant
from symact.judge.exhaustive.ranges import Chunk, place
from symact.judge.exhaustive.tally import Tally, tally
from symact.judge.figures.accumulator import Accumulator
from symact.judge.question import Question
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.kept_models import STRETCH

CHUNK = 1 << 20
"""Inputs that a candidate is called with at once; one figure of its conduct, so no option."""

AT_ONCE = 1 << 18
"""Inputs that are judged at once: encodings and values of so many fit into a core's cache."""

TRIED = 256
"""The candidate's conduct is tried on each chunk whose number is a multiple of this."""


class Job(NamedTuple):
    """What decides the figures of every chunk, as plain data that crosses to other processes.

    Args:
        question: what is judged.
        ends: least and greatest of all correct results, for the class out_of_range; None on a range.
        invariants: what the results must obey.
    """

    question: Question
    ends: tuple[float, float] | None = None
    invariants: tuple[Invariant, ...] = ()


class Finished(NamedTuple):
    """One chunk, judged; or the reason why not.

    Args:
        outcome: of the candidate, without its results.
        partial: the figures, None if the candidate failed.
        tally: of the invariants.
        candidate_seconds: of the candidate itself, a call.
        judge_seconds: of reference and comparison, of a core.
        compared: inputs that were compared in the candidate's process.
    """

    outcome: Outcome
    partial: Accumulator | None = None
    tally: Tally | None = None
    candidate_seconds: float = 0.0
    judge_seconds: float = 0.0
    compared: int = 0


class Bench(NamedTuple):
    """What judges a process's chunks: the reference, and the candidate."""

    judge: Any
    case: plan.Case
    child: Sandbox


@lru_cache(maxsize=1)
def bench(job: Job, judge: Callable[[Job, Bound], Any], worker: str = WORKER) -> Bench:
    """Set up a process's reference and candidate; they serve all its chunks."""
    question = job.question
    case = question.case()
    return Bench(judge(job, case.bound), case, sandbox(question.timeout, question.memory, question.device, worker))


CHILDREN: dict[tuple[float, float, str, str], Sandbox] = {}
"""The processes of candidates that this process has started."""


def sandbox(timeout: float, memory: float, device: str, worker: str) -> Sandbox:
    """Return the process of candidates that all questions of a kind share, so that a library is imported once."""
    key = (timeout, memory, device, worker)
    if key not in CHILDREN:
        CHILDREN[key] = Sandbox(*key)
    return CHILDREN[key]


def close() -> None:
    """End the processes of candidates, where this process goes on without them."""
    bench.cache_clear()
    while CHILDREN:
        CHILDREN.popitem()[1].close()


def is_tried(chunk: Chunk) -> bool:
    """Whether the candidate's conduct is tried on a chunk."""
    return chunk.first // CHUNK % TRIED == 0


def line_judge(job: Job, bound: Bound) -> Judge:
    """Return the reference and comparison of functions of one number."""
    return Judge(bound, job.question, job.ends)


@lru_cache(maxsize=1)
def _sweep(question: Question) -> Sweep:
    return Sweep(question.case().bound, question.format, question.quantity.order, kept=True)


def keep_models(question: Question, stretch: int) -> None:
    """Have the models of a stretch of inputs on this machine's disk; for any executor."""
    sweep = _sweep(question)
    assert sweep.kept is not None
    sweep.kept.load(stretch * STRETCH, 1)


def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge one chunk; a function of its arguments alone, for any executor."""
    judge, case, child = bench(job, line_judge)
    question, spec, tried = job.question, case.spec, is_tried(chunk)
    fmt = question.format
    out = child.evaluate_chunk(question.target, spec, *chunk, fmt, question.quantity, tried)
    if out.bits is None:
        return Finished(out)
    mirrored = None
    if mirrors(job, chunk):
        first = chunk.first ^ fmt.sign_bit
        other = child.evaluate_chunk(question.target, spec, first, chunk.length, fmt, question.quantity, False)
        if other.bits is None:
            return Finished(other)
        mirrored = other.bits
    start = time.thread_time()
    total = Accumulator()
    for offset in range(0, chunk.length, AT_ONCE):
        part = judge.judge(chunk.first + offset, out.bits[offset : offset + AT_ONCE])
        # Negative encodings run against the order of numbers.
        total = part.merged(total) if chunk.first >= fmt.sign_bit else total.merged(part)
    places = judge.line.judged_places(chunk.first, chunk.length)
    kept = tally(job.invariants, fmt, chunk.first, out.bits, places, mirrored)
    seconds = time.thread_time() - start
    return Finished(replace(out, bits=None), total, kept, 0.0 if tried else out.seconds, seconds)


def mirrors(job: Job, chunk: Chunk) -> bool:
    """Whether an invariant needs the results at the inputs -x, and no other chunk compares them."""
    fmt, span = job.question.format, job.question.span
    if not any(each.kind in ("odd", "even") for each in job.invariants):
        return False
    # Negative inputs are compared together with the positive ones, unless the range has no positive ones.
    return chunk.first < fmt.sign_bit or (span is not None and place(span[1], fmt) < 0)
