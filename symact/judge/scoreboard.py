"""Many targets over many functions: one score a verdict, the reference computed once for all targets."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from symact.candidates.process.parent import Sandbox
from symact.definition.bound import Bound
from symact.errors import SymactError
from symact.formats.arrays import Bits
from symact.judge.campaign import Unjudged, answers
from symact.judge.figures.verdict import Verdict
from symact.judge.question import Question
from symact.judge.reference_table import Progress, reference_table
from symact.judge.row_score import LastRows, RowScore, score_of_rows
from symact.judge.run import judge
from symact.reference.table import Table
from symact.system import files
from symact.system.plain_data import record, strict

SCHEMA = "symact.scoreboard/1"

LIMIT = 1 << 27
"""Bytes of a scoreboard's file."""


@dataclass(frozen=True)
class Score:
    """What a scoreboard keeps of one verdict, or why there is none.

    Args:
        target, activation, dtype, order, against: what was judged.
        version: of the target's library.
        function: its path.
        judged, mismatched: inputs, and those whose result is not correctly rounded.
        max_ulp: the greatest error; infinite where a NaN or an infinity stands against a number.
        max_finite_ulp: the greatest finite one.
        classes: inputs by class of wrong results.
        worst: x, result and correct result of the greatest finite error, or of the greatest.
        causes: sentences of the diagnosis.
        conduct: findings.
        reason: why there is no verdict, else "".
        failed: whether the candidate failed rather than lacking the case.
        of_rows: figures of a function of rows, None for one of a number.
        day: on which the verdict was made, as 2026-01-31; "" where it is not known.
    """

    target: str
    activation: str
    dtype: str
    order: int | str
    against: str = "ideal"
    version: str = ""
    function: str = ""
    judged: int = 0
    mismatched: int = 0
    max_ulp: float = 0.0
    max_finite_ulp: float = 0.0
    classes: dict[str, int] | None = None
    worst: tuple[str, str, str] | None = None
    causes: tuple[str, ...] = ()
    conduct: tuple[str, ...] = ()
    reason: str = ""
    failed: bool = False
    of_rows: RowScore | None = None
    day: str = ""

    @property
    def key(self) -> tuple[str, str, str, int | str, str]:
        """What the score is about."""
        return self.target, self.activation, self.dtype, self.order, self.against

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; an infinite error is the text ``infinite``."""
        empty = ("", (), None)
        data = {key: value for key, value in asdict(self).items() if value is not False and value not in empty}
        return strict(data)  # type: ignore[no-any-return]


def score(target: str, verdict: Verdict) -> Score:
    """Return what a scoreboard keeps of a verdict."""
    result = verdict.result
    worst = result.worst_finite or result.worst
    return Score(
        target,
        verdict.activation,
        verdict.dtype,
        verdict.order,
        verdict.against,
        version=verdict.target.version,
        function=verdict.target.function,
        judged=result.judged,
        mismatched=result.mismatched,
        max_ulp=result.max_ulp,
        max_finite_ulp=result.max_finite_ulp,
        classes={each.name: each.count for each in result.classes},
        worst=(worst.x.value, worst.got.value, worst.correct.value) if worst else None,
        causes=tuple(cause.says for cause in (verdict.rows or verdict).causes or ()),
        conduct=tuple(map(str, verdict.conduct)),
        of_rows=score_of_rows(verdict.rows) if verdict.rows else None,
    )


def scores(
    questions: Sequence[Question],
    known: Iterable[Score] = (),
    keep: Callable[[str, Verdict], None] = lambda target, verdict: None,
) -> Iterator[Score]:
    """Yield the score of each question; the targets of one case should follow each other.

    Args:
        questions: the questions; their targets must be installed.
        known: scores that need not be computed again.
        keep: called with the target and each verdict.
    """
    done = {each.key: each for each in known}
    last, rows = _LastTable(), LastRows()
    with ExitStack() as stack:
        sandboxes = {
            name: stack.enter_context(Sandbox(one.timeout, one.memory, one.device))
            for name, one in {question.target: question for question in questions}.items()
        }

        def answer(question: Question) -> Verdict:
            return judge(sandboxes[question.target], question, tables=last, references=rows)

        for question in questions:
            none = Score(question.target, question.name, question.dtype, question.order, question.against)
            if none.key in done:
                yield done[none.key]
                continue
            for found in answers([question], answer):
                if isinstance(found, Unjudged):
                    yield replace(none, reason=found.reason, failed=found.failed)
                else:
                    keep(question.target, found)
                    yield replace(score(question.target, found), day=datetime.now(UTC).date().isoformat())


def days(scores: Iterable[Score]) -> str:
    """Return when scores were made, the first day and the last; "" where that is not known of any."""
    known = sorted({each.day for each in scores if each.day})
    return known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}" if known else ""


class _LastTable:
    """Keeps the last reference table: targets of one case follow each other."""

    def __init__(self) -> None:
        self._key: object = None
        self._table: Table | None = None

    def __call__(self, bound: Bound, question: Question, x_bits: Bits, progress: Progress | None) -> Table:
        about = (bound.expression, bound.activation.name, bound.library)
        key = (*about, question.dtype, question.order, x_bits.tobytes())
        if self._table is None or key != self._key:
            self._key, self._table = key, reference_table(bound, question, x_bits, progress)
        return self._table


def write_scores(scores: Iterable[Score], path: str | Path) -> None:
    """Write scores as JSON."""
    data = {"schema": SCHEMA, "scores": [each.to_json() for each in scores]}
    with files.replacing(path) as file:
        file.write(json.dumps(data, indent=1, allow_nan=False).encode() + b"\n")


def read_scores(path: str | Path) -> list[Score]:
    """Return the scores of a file.

    Raises:
        SymactError: it cannot be read or holds something else; the message names it.
    """
    try:
        data = json.loads(files.read_bytes(path, LIMIT))
        if data["schema"] != SCHEMA:
            raise SymactError(f"{path}: is no scoreboard of version {SCHEMA}; make it again")
        found = [record(Score, each) for each in data["scores"]]
        if any(each.order not in ("jvp", "vjp") for each in found if isinstance(each.order, str)):
            raise ValueError("order")
        return found
    except OSError as error:
        raise SymactError(f"{path}: cannot be read: {error.strerror or error}; make it again") from None
    # A file may hold anything in the place of any field.
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SymactError(f"{path}: is no scoreboard as symact writes it; make it again") from None
