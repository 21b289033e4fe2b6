"""Judging all inputs of a format, or of a range: chunk by chunk, on any executor, resumable."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from symact.candidates import UnsupportedError, content, plan
from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import all_bits, bits_dtype, is_nan, to_float64
from symact.formats.floating import Format
from symact.judge.exhaustive import checkpoint
from symact.judge.exhaustive.checkpoint import State
from symact.judge.exhaustive.chunk import keeps_models
from symact.judge.exhaustive.consistency import agrees
from symact.judge.exhaustive.device import choice as device
from symact.judge.exhaustive.device.job import judge_chunk as judge_there
from symact.judge.exhaustive.invariants import invariants
from symact.judge.exhaustive.job import CHUNK, Finished, Job, judge_chunk, keep_models
from symact.judge.exhaustive.ranges import Chunk, Range, chunks
from symact.judge.exhaustive.tally import merged_tallies, nothing, tallied
from symact.judge.figures.summary import Shown, number, result
from symact.judge.figures.verdict import Inputs, Target, Verdict, environment
from symact.judge.inputs import digest
from symact.judge.question import Question
from symact.reference.breaks import guard
from symact.reference.points import point_bits
from symact.reference.row import engines
from symact.reference.rows import build_table
from symact.reference.sweep.blocks import Sweep
from symact.reference.table import Flag
from symact.system.cache import folder

FINDINGS = 5
"""Findings about conduct that a verdict keeps."""

AHEAD = 4
"""Chunks that are handed out for each worker."""

MOST_CHUNKS = 1 << 32
"""Of one input each, in the widest format."""

SAVE_EVERY = 30.0
"""Seconds between two checkpoints."""


class Run:
    """One run over all chunks of a question.

    Args:
        question: what is judged.
        executor: takes the chunks; its workers must be able to import symact.
        workers: how many it has.
        progress: called with the number of inputs done since the last call.
        path: of the checkpoint, None for none.
        size: of the chunks, None for the usual one; without effect on the figures.

    Raises:
        SymactError: the format has too many inputs.
    """

    work = staticmethod(judge_chunk)
    """Judges one chunk, in whatever process."""

    entries = 1
    """Results of one input."""

    def __init__(
        self,
        question: Question,
        executor: Executor,
        workers: int,
        progress: Callable[[int], None] | None = None,
        path: str | Path | None = None,
        size: int | None = None,
    ) -> None:
        self.question, self.executor, self.workers = question, executor, workers
        self.progress, self.path = progress or (lambda done: None), path
        self.check()
        self.stays = device.stays(question)
        self.size = size or (device.CHUNK if self.stays else CHUNK)
        self.case, self.job, self.state = question.case(), Job(question), State()
        self._task = task(question, self.case)
        self._saved = time.monotonic()

    def check(self) -> None:
        """Raise SymactError for what has no run over all inputs."""
        check(self.question.format)

    @property
    def inputs(self) -> Inputs:
        """What the run is over: all inputs of the format, or a range."""
        fmt, span = self.question.format, self.question.span
        if span is None:
            return Inputs("exhaustive", 1 << fmt.width, digest(all_bits(fmt), fmt) if fmt.width <= 16 else None)
        low, high = (number(bits, fmt) for bits in span)
        return Inputs("range", Range(*span).count(fmt), None, lowest=low, highest=high)

    def resume(self) -> int:
        """Go on from the checkpoint, and return how many inputs it has judged; raises as `checkpoint.read`."""
        assert self.path is not None
        found = checkpoint.read(self.path, self._task)
        done = [chunk.length for chunk in islice(self._chunks(), min(found.done, MOST_CHUNKS))]
        if len(done) != found.done or not agrees(found.partial, found.tally, sum(done) * self.entries):
            raise checkpoint.damaged(self.path)
        self.state = found
        return sum(done)

    def save(self) -> None:
        """Write the checkpoint, if there is a path for it."""
        if self.path is not None:
            checkpoint.write(self.path, self._task, self.state)
        self._saved = time.monotonic()

    def verdict(self) -> Verdict:
        """Judge all chunks that are left.

        Raises:
            UnsupportedError: the candidate does not do this; the message says why.
            CandidateError: it crashed, timed out, raised, or returned another shape or dtype.
            KeyboardInterrupt: the user interrupted the run; a checkpoint is written.
        """
        question, bound = self.question, self.case.bound
        check_domain(question, bound)
        ends = presumed_ends(question, bound)
        self.job = Job(question, ends, invariants(bound, question.format, question.quantity.order))
        self._prepare()
        if self.path is not None and self.state.tally and len(self.state.tally.counts) != len(self.job.invariants):
            raise checkpoint.damaged(self.path)
        self._judge()
        if ends is not None and self.state.partial.ends != ends:
            # Some result lies beyond those presumed: the class out_of_range needs another pass.
            self.job, self.state = self.job._replace(ends=self.state.partial.ends), State()
            self._judge()
        known = self.job.invariants
        return self._verdict(laws=tallied(known, self.state.tally or nothing(known), question.format))

    def _prepare(self) -> None:
        """Have the models of blocks made by all workers together, so that no two fit the same."""
        if keeps_models(self.question) and folder() is not None:
            asked = self.question
            stretches = Sweep(self.case.bound, asked.format, asked.quantity.order, kept=True).stretches()
            for future in [self.executor.submit(keep_models, asked, each) for each in stretches]:
                future.result()

    def _chunks(self) -> Iterator[Chunk]:
        span = self.question.span
        return chunks(self.question.format, Range(*span) if span else None, self.size)

    def _judge(self) -> None:
        waiting: list[tuple[Chunk, Future[Finished]]] = []
        work = judge_there if self.stays else self.work
        left = islice(self._chunks(), self.state.done, None)
        try:
            while True:
                more = islice(left, self.workers * AHEAD - len(waiting))
                waiting += [(chunk, self.executor.submit(work, self.job, chunk)) for chunk in more]
                if not waiting:
                    return
                chunk, future = waiting[0]
                self._take(chunk, future.result())
                del waiting[0]
                if time.monotonic() - self._saved > SAVE_EVERY:
                    self.save()
        except BaseException as error:
            for _, future in waiting:
                future.cancel()
            if self.state.done and not isinstance(error, UnsupportedError):
                self.save()
            raise

    def _take(self, chunk: Chunk, found: Finished) -> None:
        fmt = self.question.format
        if found.partial is None or found.tally is None:
            ends = f"{fmt.hex(chunk.first)} to {fmt.hex(chunk.first + chunk.length - 1)}"
            found.outcome.checked(self.case.spec.path, f" (inputs {ends})")
            raise AssertionError("an outcome without results")
        known, state = self.job.invariants, self.state
        new = [each for each in found.outcome.findings if each not in state.conduct]
        self.state = State(
            state.done + 1,
            state.partial.merged(found.partial),
            merged_tallies(known, fmt, state.tally or nothing(known), found.tally),
            found.outcome.version,
            (*state.conduct, *new)[:FINDINGS],
            state.candidate_seconds + found.candidate_seconds,
            state.judge_seconds + found.judge_seconds,
            state.compared + found.compared,
        )
        self.progress(chunk.length)

    def _verdict(self, shown: Shown | None = None, **more: Any) -> Verdict:
        question, case, state = self.question, self.case, self.state
        about = Target(question.target, case.spec.path, case.spec.shown_arguments(), state.version, case.note)
        figures = result(state.partial, question.format, shown=shown)
        if state.compared:
            place = f"in the candidate's process, on {question.device}"
            more["compared"] = f"{state.compared} of {self.inputs.count} inputs {place}, the others here"
        return question.verdict(case.bound, about, self.inputs, figures, state.conduct, engines(), **more)


def task(question: Question, case: plan.Case) -> dict[str, Any]:
    """Return what a checkpoint must agree with: everything that decides the figures, as plain data."""
    keys = ("target", "name", "dtype", "order", "against", "gradient", "max_ulp", "device")
    fmt, span = question.format, question.span
    return {
        **{key: getattr(question, key) for key in keys},
        "content": content(question.target),
        "params": case.bound.params,
        "policy": question.policy.to_json(),
        "definition_hash": case.bound.activation.definition_hash,
        "range": [fmt.hex(bits) for bits in span] if span else None,
        "chunk": CHUNK,
        "environment": environment(engines()),
    }


def presumed_ends(question: Question, bound: Bound) -> tuple[float, float] | None:
    """Return the least and the greatest correct result among the points where they must lie; None on a range."""
    fmt, order = question.format, question.quantity.order
    if question.span is not None:
        return None
    table = build_table(bound, fmt, order, point_bits(bound, fmt, order))
    if table.has(Flag.OVERFLOW).any() and not fmt.has_infinity:
        return None
    found = [y for bits in (table.y_lo_bits, table.y_hi_bits) for y in to_float64(bits, fmt).tolist() if y == y]
    return (min(found), max(found)) if found else None


def check_domain(question: Question, bound: Bound) -> None:
    """Raise SymactError if f has no value at many inputs of a wide format, and each would be decided by itself."""
    fmt = question.format
    if fmt.width <= 16 or all(guard(piece) is None for piece in bound.pieces):
        return
    table = build_table(bound, fmt, 0, point_bits(bound, fmt))
    inputs = to_float64(table.x_bits, fmt)
    gaps = np.isfinite(inputs) & (inputs != 0) & is_nan(table.y_bits, fmt) & ~table.has(Flag.OPEN)
    if question.span is not None:
        first, last = to_float64(np.array(question.span, dtype=bits_dtype(fmt)), fmt)
        gaps &= (inputs >= first) & (inputs <= last)
    if gaps.any() and not device.stays(question):
        sweep = Sweep(bound, fmt, question.quantity.order)
        gaps &= ~np.array([sweep.at_once(int(each)) for each in table.x_bits])
    if gaps.any():
        place = f"{bound.activation.name} has no value at x = {inputs[gaps][0]:.9g}"
        raise SymactError(f"{place}; --exhaustive in {fmt.name} wants one at every input: say --range")


def check(fmt: Format) -> None:
    """Raise SymactError if a format has too many inputs."""
    if fmt.width > 32:
        raise SymactError(f"--exhaustive is for formats of at most 32 bits; {fmt.name} has 2^{fmt.width} inputs")
