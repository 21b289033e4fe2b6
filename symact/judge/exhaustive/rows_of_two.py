"""Judging softmax at all rows of two finite numbers of a narrow format: one number with every other in a line."""

from collections.abc import Iterator
from functools import partial, reduce

import numpy as np

from symact import catalogue
from symact.candidates.row_shape import RowShape
from symact.definition.bound import Bound, bind
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.job import CHUNK, Job
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.several import SeveralRun, judge_chunk
from symact.judge.figures.accumulator import Accumulator, SegmentPart
from symact.judge.figures.result import Number
from symact.judge.figures.verdict import Inputs
from symact.judge.pairs.comparison import EDGES, compare
from symact.judge.question import Question
from symact.reference.vectors.rows_of_two import RowsOfTwo, is_of_two
from symact.reference.vectors.table import vector_table

SHAPE = RowShape(2, None, (2,))


class RowJudge:
    """Judges the rows of softmax or softmin that begin with some numbers; a chunk counts rows, in whole lines."""

    shape = SHAPE

    def __init__(self, job: Job, bound: Bound) -> None:
        self.bound, self.rows = bound, RowsOfTwo(bound, job.question.format)
        self.policy, self.max_ulp = job.question.policy, job.question.max_ulp

    def inputs(self, chunk: Chunk) -> Bits:
        """Return the rows of a chunk: each of its numbers, with every other behind it."""
        every = self.rows.encodings
        first, count = chunk.first // len(every), chunk.length // len(every)
        return np.stack([np.repeat(every[first : first + count], len(every)), np.tile(every, count)], axis=1)

    def figures(self, chunk: Chunk, got: Bits) -> Accumulator:
        """Return the figures of results, line by line."""
        size = len(self.rows.encodings)
        lines = enumerate(got.reshape(-1, size, 2), chunk.first // size)
        return reduce(Accumulator.merged, (self.line(place, line) for place, line in lines))

    def line(self, place: int, got: Bits) -> Accumulator:
        """Return the figures of one number's rows; got has the shape (numbers, 2)."""
        due, values = self.rows.line(place)
        right = (got == due).all(axis=1)
        found = _right(due[right], values[right], self.rows.format)
        wrong = np.flatnonzero(~right)
        if len(wrong):
            size = len(self.rows.encodings)
            rows = self.inputs(Chunk(place * size, size))[wrong]
            table = vector_table(self.bound, self.rows.format, Quantity.VALUE, rows)
            if (table.y_bits != due[wrong]).any():
                raise AssertionError(f"thresholds and Ziv's loop disagree beside {self.rows.numbers[place]!r}")
            found = found.merged(compare(table, got[wrong], self.policy, self.max_ulp).figures(self.max_ulp))
        return found


def _right(due: Bits, values: Floats, fmt: Format) -> Accumulator:
    """Return the figures of right results."""
    y, exact = due.reshape(-1), values.reshape(-1)
    exponent = np.clip(np.frexp(exact)[1] - 1, fmt.emin, fmt.emax) - fmt.fraction_bits
    scaled = np.ldexp(exact, -exponent)
    error = np.minimum(np.abs(np.rint(scaled) - scaled), 0.5)
    parts = {}
    for key, there in (
        (Segment.UNDERFLOW, y == 0),
        (Segment.SUBNORMAL, (y > 0) & (y < fmt.min_normal_bits)),
        (Segment.CORE, y >= fmt.min_normal_bits),
    ):
        if there.any():
            parts[int(key)] = SegmentPart(int(there.sum()), 0, float(error[there].max()), None)
    return Accumulator(judged=len(y), open=0, histogram=(len(y), *(0 for _ in EDGES)), segments=parts)


def _numbers(fmt: Format) -> int:
    """Return how many finite numbers a format has, both zeros among them."""
    return 2 * (fmt.max_bits + 1)


def takes(question: Question) -> bool:
    """Whether a question is about softmax of two numbers alone, all rows of which can be judged."""
    if question.widths != (2,) or question.format.width > 16 or question.order:
        return False
    return is_of_two(bind(catalogue.definition(question.activation), dict(question.params)))


class RowsOfTwoRun(SeveralRun):
    """One run over all rows of two finite numbers; arguments as for `Run`.

    Raises:
        SymactError: a term of the question has no meaning for this run.
    """

    work = staticmethod(partial(judge_chunk, RowJudge))
    entries = 2

    def check(self) -> None:
        """Raise SymactError for what has no run over all rows of two numbers."""
        super().check()
        if self.question.max_bound is not None or self.question.plan:
            raise SymactError("--max-bound and --plan are for families of rows; over all rows of two give --max-ulp")

    @property
    def inputs(self) -> Inputs:
        """All rows of two finite numbers."""
        return Inputs("exhaustive", _numbers(self.question.format) ** 2, None)

    def shown(self, code: int) -> Number:
        """Return a row as a report shows it, with the place of an entry."""
        fmt = self.question.format
        mask = (1 << fmt.width) - 1
        bits = [code >> fmt.width & mask, code & mask]
        shown = ", ".join(decimal(each, fmt) for each in bits)
        return Number(" ".join(map(fmt.hex, bits)), f"({shown}), entry {code >> 2 * fmt.width}")

    def _chunks(self) -> Iterator[Chunk]:
        size = _numbers(self.question.format)
        step = min(size, CHUNK // size) * size
        for start in range(0, size * size, step):
            yield Chunk(start, min(step, size * size - start))
