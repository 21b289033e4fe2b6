"""Judging one chunk of a run whose results stay on their device: counts from there, all that is doubtful here.

After the figures of a chunk are in, one of its pieces is chosen at random, brought here with those that are not plain,
and judged from its results as in any run: it must give the same figures.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from symact.candidates.finding import Finding
from symact.candidates.process.reply import Outcome
from symact.formats.arrays import Bits, to_float64
from symact.judge.exhaustive import job as ordinary
from symact.judge.exhaustive.chunk import Judge
from symact.judge.exhaustive.device.pieces import FLOAT32, Terms
from symact.judge.exhaustive.device.reply import DISTURBED, DisturbedError, Piece, check_error, check_floors, read
from symact.judge.exhaustive.job import AT_ONCE, Bench, Finished, Job
from symact.judge.exhaustive.ranges import Chunk, place
from symact.judge.exhaustive.tally import Break, Tally, merged_tallies, tally
from symact.judge.figures.accumulator import Accumulator, SegmentPart

WORKER = "symact.judge.exhaustive.device.worker"
"""The module that runs in the candidate's process."""


class _Part(NamedTuple):
    """The figures of neighbouring inputs."""

    figures: Accumulator
    kept: Tally


def judge_chunk(job: Job, chunk: Chunk) -> Finished:
    """Judge one chunk; a function of its arguments alone, for any executor."""
    if chunk.length % AT_ONCE:
        return ordinary.judge_chunk(job, chunk)
    bench, tried = ordinary.bench(job, ordinary.line_judge, WORKER), ordinary.is_tried(chunk)
    asked = job.question
    findings: tuple[Finding, ...] = ()
    common = (asked.target, bench.case.spec)
    if tried:
        length = min(chunk.length, ordinary.CHUNK)
        conduct = bench.child.evaluate_chunk(*common, chunk.first, length, FLOAT32, asked.quantity, True)
        if conduct.bits is None:
            return Finished(conduct)
        findings = conduct.findings
    mirrored = ordinary.mirrors(job, chunk)
    about = {"compare": _request(job, chunk, bench.judge, mirrored)}
    out = bench.child.request(*common, FLOAT32, asked.quantity, (0,), about)
    if out.bits is None:
        return Finished(out)
    if out.figures is None:
        return ordinary.judge_chunk(job, chunk)
    start = time.thread_time()
    try:
        reply = read(out.figures, bench.judge.sweep, bench.judge.line.limits, *chunk, asked.max_ulp)
        found = _Chunk(job, chunk, bench, mirrored, reply.pieces).judged()
    except DisturbedError:
        return Finished(Outcome("crashed", message=DISTURBED))
    if isinstance(found, Outcome):
        return Finished(found)
    spent = time.thread_time() - start + reply.seconds
    compared = AT_ONCE * sum(each is not None for each in reply.pieces)
    outcome = replace(out, bits=None, figures=None, findings=(*findings, *out.findings))
    return Finished(outcome, found.figures, found.kept, out.seconds, spent, compared)


def _request(job: Job, chunk: Chunk, judge: Judge, mirrored: bool) -> dict[str, Any]:
    asked = job.question
    fields = ("target", "activation", "dtype", "order", "params", "against")
    terms = Terms(asked.max_ulp, job.ends, judge.line.limits, judge.floors, job.invariants)
    return {
        "chunk": list(chunk),
        "mirrored": mirrored,
        "device": asked.device,
        "reference": {key: getattr(asked, key) for key in fields},
        "terms": terms,
    }


class _Chunk:
    """A chunk whose figures are in.

    Args:
        job, chunk: what is judged.
        bench: by whom.
        mirrored: whether the results of the other sign count.
        pieces: what the candidate's process says.
    """

    def __init__(self, job: Job, chunk: Chunk, bench: Bench, mirrored: bool, pieces: list[Piece | None]) -> None:
        self._job, self._first, self._bench, self._mirrored, self._pieces = job, chunk.first, bench, mirrored, pieces
        self._judge: Judge = bench.judge

    def judged(self) -> _Part | Outcome:
        """Return the figures of all pieces, or what became of those that were asked for.

        Raises:
            DisturbedError: what the process says cannot be so.
        """
        counted = [k for k, piece in enumerate(self._pieces) if piece is not None]
        audited = [secrets.choice(counted)] if counted else []
        wanted = sorted({k for k, piece in enumerate(self._pieces) if piece is None} | set(audited))
        asked, count = self._job.question, len(wanted) * AT_ONCE
        due = (2 if self._mirrored else 1, count)
        brought = self._bench.child.request(
            asked.target, self._bench.case.spec, FLOAT32, asked.quantity, due, {"held": wanted}
        )
        if brought.bits is None:
            return brought
        own = {k: self._here(k, brought.bits[:, n * AT_ONCE : (n + 1) * AT_ONCE]) for n, k in enumerate(wanted)}
        parts = [
            own[k] if piece is None else _Part(self._figures(k, piece), self._kept(k, piece))
            for k, piece in enumerate(self._pieces)
        ]
        check_floors(self._pieces, self._judge.floors)
        for k in audited:
            got, piece = brought.bits[0, wanted.index(k) * AT_ONCE :], self._pieces[k]
            honest = all(int(got[left.row]) == left.got for left in (piece.left if piece else ()))
            if not (honest and self._agree(own[k], parts[k])):
                raise DisturbedError
        ordered = parts[::-1] if self._first >= FLOAT32.sign_bit else parts
        return reduce(self._merged, ordered)

    def _merged(self, lower: _Part, upper: _Part) -> _Part:
        kept = merged_tallies(self._job.invariants, FLOAT32, lower.kept, upper.kept)
        return _Part(lower.figures.merged(upper.figures), kept)

    def _here(self, k: int, rows: Bits) -> _Part:
        """Judge a piece from its results, and from those of the other sign where there are any."""
        first = self._first + k * AT_ONCE
        got, other = rows[0], rows[1] if self._mirrored else None
        places = self._judge.line.judged_places(first, AT_ONCE)
        kept = tally(self._job.invariants, FLOAT32, first, got, places, other)
        return _Part(self._judge.judge(first, got), kept)

    def _figures(self, k: int, piece: Piece) -> Accumulator:
        """Return the figures of a piece: what was counted, and the rows that are left, each judged by itself."""
        first = self._first + k * AT_ONCE
        parts = list(self._rows(first, piece))
        total = reduce(Accumulator.merged, parts[::-1] if first >= FLOAT32.sign_bit else parts)
        wrong, ends = (
            sum(piece.histogram),
            to_float64(np.array([piece.least, piece.greatest], dtype=np.uint32), FLOAT32),
        )
        segments = {int(piece.segment): SegmentPart(piece.quiet + wrong, wrong, 0.0, None)}
        return total.merged(
            Accumulator(
                judged=piece.quiet + wrong,
                mismatched=wrong,
                violations=piece.beyond,
                histogram=(piece.histogram[0] + piece.quiet, *piece.histogram[1:]),
                segments=segments if piece.quiet + wrong else {},
                ends=(float(ends.min()), float(ends.max())),
            )
        )

    def _rows(self, first: int, piece: Piece) -> Iterator[Accumulator]:
        """Yield the figures of the rows that are left, and between them the places of the others."""
        done = 0
        for left in piece.left:
            yield _gap(first + done, left.row - done)
            found = self._judge.judge(first + left.row, np.array([left.got], dtype=np.uint32))
            check_error(left, max((part.max_ulp for part in found.segments.values()), default=0.0))
            yield found
            done = left.row + 1
        yield _gap(first + done, AT_ONCE - done)

    def _kept(self, k: int, piece: Piece) -> Tally:
        """Return the tally of a piece that breaks no invariant."""
        first, known = self._first + k * AT_ONCE, self._job.invariants
        ends = [Break(first, piece.first_got), Break(first + AT_ONCE - 1, piece.last_got)]
        lower, upper = ends[::-1] if first >= FLOAT32.sign_bit else ends
        return Tally((0,) * len(known), (None,) * len(known), (lower, upper))

    def _agree(self, here: _Part, there: _Part) -> bool:
        """Whether a piece has the same figures, but for the greatest errors, which other pieces may have."""
        # Nor is a row quoted here that other pieces surpass, and of errors that no figure tells apart only one.
        one, other = (
            {**asdict(part.figures), "segments": _counts(part.figures), "worst_finite": None, "worst_violation": None}
            for part in (here, there)
        )
        known = self._judge.floors
        below = all(part.max_ulp <= known.get(key, 0.0) for key, part in here.figures.segments.items())
        return one == other and here.kept == there.kept and below


def _counts(figures: Accumulator) -> dict[int, tuple[int, int]]:
    return {key: (part.rows, part.mismatched) for key, part in figures.segments.items()}


def _gap(first: int, count: int) -> Accumulator:
    """Return the figures of inputs that are counted elsewhere: where they lie."""
    if not count:
        return Accumulator()
    ends = sorted((place(first, FLOAT32), place(first + count - 1, FLOAT32)))
    return Accumulator(first=ends[0], last=ends[1])
