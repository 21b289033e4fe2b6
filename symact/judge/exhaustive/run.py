"""Judging all inputs of a format, or of a range: chunk by chunk, on any executor, resumable."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from symact.candidates import UnsupportedError, plan
from symact.candidates.process.parent import Sandbox
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import Bits, all_bits, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format, get_format
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive import checkpoint
from symact.judge.exhaustive.checkpoint import State
from symact.judge.exhaustive.chunk import Judge, Terms
from symact.judge.exhaustive.invariants import Law, Tally, counted, laws, merged, nothing, tally
from symact.judge.exhaustive.ranges import Chunk, Range, chunks, place
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.summary import result
from symact.judge.figures.verdict import Inputs, Number, Target, Verdict, environment
from symact.judge.inputs import digest
from symact.judge.run import Against
from symact.reference.points import point_bits
from symact.reference.rows import build_table, engines
from symact.reference.table import Flag

CHUNK = 1 << 20
"""Inputs that a candidate is called with at once; one figure of its conduct, so no option."""

STRETCH = 1 << 16
"""Inputs that are judged at once: what fits into a core's cache."""

TRIED = 256
"""The candidate's conduct is tried on each chunk whose number is a multiple of this."""

FINDINGS = 5
"""Findings about conduct that a verdict keeps."""

AHEAD = 4
"""Chunks that are handed out for each worker."""

SAVE_EVERY = 30.0
"""Seconds between two checkpoints."""

TIMEOUT = 120.0
"""Seconds that a candidate may take for one chunk."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that decides a verdict over all inputs, as plain data that crosses to other processes.

    Args:
        target, name, params, against, gradient: as in `plan.case`.
        dtype: format of inputs and results, at most 32 bits.
        order: of the derivative.
        policy: what it is judged by.
        max_ulp: the bound, or None.
        span: the range, or None for all inputs.
        ends: least and greatest of all correct results, for the class out_of_range; None on a range.
        laws: what the results must obey.
        timeout: seconds that the candidate may take for one chunk.
        device: on which a library computes.
    """

    target: str
    name: str
    dtype: str
    order: int = 0
    params: tuple[tuple[str, str], ...] = ()
    against: Against = "ideal"
    gradient: str | None = None
    policy: Policy = field(default_factory=Policy)
    max_ulp: float | None = None
    span: Range | None = None
    ends: tuple[float, float] | None = None
    laws: tuple[Law, ...] = ()
    timeout: float = TIMEOUT
    device: str = "cpu"

    @property
    def format(self) -> Format:
        """The format of inputs and results."""
        return get_format(self.dtype)

    def case(self) -> plan.Case:
        """Return reference and call; raises as `plan.case`."""
        params = dict(self.params)
        return plan.case(self.target, self.name, params, self.against, self.order, self.gradient, self.format.name)

    def task(self) -> dict[str, Any]:
        """Return what a checkpoint must agree with."""
        fmt, case = self.format, self.case()
        data = {k: v for k, v in asdict(self).items() if k not in ("timeout", "ends", "laws")}
        data |= {"params": case.bound.params, "definition_hash": case.bound.activation.definition_hash}
        data |= {"range": [fmt.hex(bits) for bits in self.span] if self.span else None, "chunk": CHUNK}
        del data["span"]
        return {**data, "environment": environment(engines())}


class Finished(NamedTuple):
    """One chunk, judged; or the reason why not.

    Args:
        partial: the figures, None if the candidate failed.
        tally: of the laws.
        kind, message: of the failure, as in `Outcome`.
        version: of the candidate's library.
        conduct: findings.
        candidate_seconds: of the candidate itself, a call.
        judge_seconds: of reference and comparison, of a core.
    """

    partial: Accumulator | None
    tally: Tally | None = None
    kind: str = "done"
    message: str = ""
    version: str = ""
    conduct: tuple[str, ...] = ()
    candidate_seconds: float = 0.0
    judge_seconds: float = 0.0


class _Bench(NamedTuple):
    judge: Judge
    case: plan.Case
    child: Sandbox


@lru_cache(maxsize=1)
def _bench(job: Job) -> _Bench:
    """Set up a process's reference and candidate; they serve all its chunks, and end with it."""
    case = job.case()
    judge = Judge(case.bound, job.format, job.order, Terms(job.policy, job.max_ulp, job.ends))
    return _Bench(judge, case, Sandbox(job.timeout, device=job.device))


def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge one chunk; a function of its arguments alone, for any executor."""
    bench = _bench(job)
    fmt = job.format
    tried = chunk.first // CHUNK % TRIED == 0
    out = bench.child.evaluate_stretch(job.target, bench.case.spec, *chunk, fmt, job.order, tried)
    if out.bits is None:
        return Finished(None, None, out.kind, out.message)
    mirrored = _mirrored(job, bench, chunk)
    if isinstance(mirrored, Finished):
        return mirrored
    start = time.thread_time()
    total = Accumulator()
    for offset in range(0, chunk.length, STRETCH):
        part = bench.judge.judge(chunk.first + offset, out.bits[offset : offset + STRETCH])
        # Negative encodings run against the order of numbers.
        total = part.merged(total) if chunk.first >= fmt.sign_bit else total.merged(part)
    places = bench.judge.judged_places(chunk.first, chunk.length)
    kept = tally(job.laws, fmt, chunk.first, out.bits, places, mirrored)
    seconds = time.thread_time() - start
    own = 0.0 if tried else out.seconds
    return Finished(
        total, kept, version=out.version, conduct=out.findings, candidate_seconds=own, judge_seconds=seconds
    )


def _mirrored(job: Job, bench: _Bench, chunk: Chunk) -> Bits | Finished | None:
    """Return the results at the inputs -x, if a law asks for them and no other chunk compares them."""
    fmt, span = job.format, job.span
    if not any(law.kind in ("odd", "even") for law in job.laws):
        return None
    # Negative inputs are compared together with the positive ones, unless the range has no positive ones.
    if chunk.first >= fmt.sign_bit and (span is None or place(span.highest, fmt) >= 0):
        return None
    first = chunk.first ^ fmt.sign_bit
    out = bench.child.evaluate_stretch(job.target, bench.case.spec, first, chunk.length, fmt, job.order, False)
    return Finished(None, None, out.kind, out.message) if out.bits is None else out.bits


class Run:
    """One run over all chunks of a job.

    Args:
        job: what is judged.
        executor: takes the chunks; its workers must be able to import symact.
        workers: how many it has.
        progress: called with the number of inputs done since the last call.
        path: of the checkpoint, None for none.
        size: of the chunks; without effect on the figures.
    """

    def __init__(
        self,
        job: Job,
        executor: Executor,
        workers: int,
        progress: Callable[[int], None] | None = None,
        path: str | Path | None = None,
        size: int = CHUNK,
    ) -> None:
        self.job, self.executor, self.workers = job, executor, workers
        self.progress, self.path, self.size = progress or (lambda done: None), path, size
        self.state = State()
        self._task = job.task()
        self._saved = time.monotonic()

    def resume(self) -> int:
        """Go on from the checkpoint, and return how many inputs it has judged; raises as `checkpoint.read`."""
        assert self.path is not None
        self.state = checkpoint.read(self.path, self._task)
        return sum(c.length for c in islice(self._chunks(), self.state.done))

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
        job, bound = self.job, self.job.case().bound
        found = laws(bound, job.format, job.order)
        job = self.job = replace(job, ends=presumed_ends(job), laws=found)
        self._judge()
        if job.span is None and job.ends is not None and self.state.partial.ends != job.ends:
            # Some result lies beyond those presumed: the class out_of_range needs another pass.
            self.job, self.state = replace(job, ends=self.state.partial.ends), State()
            self._judge()
        return self._verdict()

    def _chunks(self) -> Iterator[Chunk]:
        return chunks(self.job.format, self.job.span, self.size)

    def _judge(self) -> None:
        waiting: list[tuple[Chunk, Future[Finished]]] = []
        left = islice(self._chunks(), self.state.done, None)
        try:
            while True:
                more = islice(left, self.workers * AHEAD - len(waiting))
                waiting += [(chunk, self.executor.submit(judge_chunk, self.job, chunk)) for chunk in more]
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
        if found.partial is None or found.tally is None:
            fmt, path = self.job.format, self.job.case().spec.path
            if found.kind == "unsupported":
                raise UnsupportedError(found.message)
            ends = f"{fmt.hex(chunk.first)} to {fmt.hex(chunk.first + chunk.length - 1)}"
            named = found.message if found.message.startswith(path) else f"{path}: {found.message}"
            raise CandidateError(f"{named} (inputs {ends})")
        job, state = self.job, self.state
        new = [c for c in found.conduct if c not in state.conduct]
        self.state = State(
            state.done + 1,
            state.partial.merged(found.partial),
            merged(job.laws, job.format, state.tally or nothing(job.laws), found.tally),
            found.version,
            (*state.conduct, *new)[:FINDINGS],
            state.candidate_seconds + found.candidate_seconds,
            state.judge_seconds + found.judge_seconds,
        )
        self.progress(chunk.length)

    def _verdict(self) -> Verdict:
        job, case, state = self.job, self.job.case(), self.state
        return Verdict(
            target=Target(job.target, case.spec.path, case.spec.shown_arguments(), state.version, case.note),
            activation=case.bound.activation.name,
            against="profile" if case.bound.library else "ideal",
            params=case.bound.params,
            definition_hash=case.bound.activation.definition_hash,
            dtype=job.dtype,
            order=job.order,
            inputs=described(job),
            policy=job.policy.to_json(),
            max_ulp=job.max_ulp,
            result=result(state.partial, job.format),
            conduct=state.conduct,
            environment=environment(engines()),
            laws=counted(job.laws, state.tally or nothing(job.laws), job.format),
        )


def described(job: Job) -> Inputs:
    """Return the description of a job's inputs."""
    fmt, span = job.format, job.span
    if span is None:
        return Inputs("exhaustive", 1 << fmt.width, digest(all_bits(fmt), fmt) if fmt.width <= 16 else None)
    low, high = (Number(fmt.hex(bits), decimal(bits, fmt)) for bits in span)
    return Inputs("range", span.count(fmt), None, lowest=low, highest=high)


def presumed_ends(job: Job) -> tuple[float, float] | None:
    """Return the least and the greatest correct result among the points where they must lie; None on a range."""
    fmt = job.format
    if job.span is not None:
        return None
    bound = job.case().bound
    table = build_table(bound, fmt, job.order, point_bits(bound, fmt, job.order))
    if table.has(Flag.OVERFLOW).any() and not fmt.has_infinity:
        return None
    found = [y for bits in (table.y_lo_bits, table.y_hi_bits) for y in to_float64(bits, fmt).tolist() if y == y]
    return (min(found), max(found)) if found else None


def check(fmt: Format) -> None:
    """Raise SymactError if a format has too many inputs."""
    if fmt.width > 32:
        raise SymactError(f"--exhaustive is for formats of at most 32 bits; {fmt.name} has 2^{fmt.width} inputs")
