"""Verdicts of an interrupted run over many functions, in a file from which the same command goes on."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from symact import catalogue
from symact.candidates import content
from symact.errors import SymactError
from symact.judge.figures.recorded_verdict import recorded_verdict
from symact.judge.figures.verdict import Verdict, environment
from symact.judge.question import Question
from symact.reference.row import engines
from symact.system import files

SCHEMA = "symact.run/1"

LIMIT = 1 << 28
"""Bytes of a file."""

EVERY = 10.0
"""Seconds after which the file is written again."""


class KeptVerdicts:
    """The verdicts of a run that were given so far, by what decides them.

    Args:
        path: of the file; it is written when a run has taken `EVERY` seconds, and again after as many.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._found: dict[str, Any] = {}
        self._written = time.monotonic()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._found)

    def read(self) -> None:
        """Read the verdicts of the file.

        Raises:
            SymactError: it cannot be read, is no such file, or was altered.
        """
        try:
            data = files.unsealed(files.read_bytes(self.path, LIMIT))
        except OSError as error:
            raise SymactError(
                f"cannot resume from {str(self.path)!r}: {error.strerror or error}; start without --resume"
            ) from None
        except ValueError:
            raise self._damaged() from None
        if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("verdicts"), dict):
            raise self._damaged()
        self._found = data["verdicts"]

    def answer(self, question: Question, judge: Callable[[Question], Verdict]) -> Verdict:
        """Return the verdict on a question, from the file if it is there.

        Raises:
            SymactError: what the file holds is no verdict on this question; or what `judge` raises.
        """
        key = _key(question)
        if key in self._found:
            try:
                found = recorded_verdict(self._found[key])
            except ValueError:
                raise self._damaged() from None
            if not _answers(found, question):
                raise self._damaged()
            return found
        verdict = judge(question)
        self._found[key] = verdict.to_json()
        if time.monotonic() - self._written > EVERY:
            self.write()
        return verdict

    def write(self) -> None:
        """Write the file, in place of an older one."""
        with files.replacing(self.path) as file:
            file.write(files.sealed({"schema": SCHEMA, "verdicts": self._found}))
        self._written = time.monotonic()

    def _damaged(self) -> SymactError:
        return SymactError(f"{self.path}: is no file of an interrupted run, or a damaged one; start without --resume")


def _key(question: Question) -> str:
    """Return everything that decides a verdict as text; with another one of it the function is judged anew."""
    keys = ("target", "name", "dtype", "order", "against", "gradient", "transposed", "max_ulp", "max_bound", "plan")
    more = ("widths", "seed", "device")
    own = [each for each in (question.target, question.gradient, question.transposed) if each]
    return json.dumps(
        {
            **{key: getattr(question, key) for key in (*keys, *more)},
            "content": [content(each) for each in own],
            "params": [(name, str(value)) for name, value in question.params],
            "policy": question.policy.to_json(),
            "definition_hash": catalogue.definition(question.activation).definition_hash,
            "environment": environment(engines()),
        },
        sort_keys=True,
    )


def _answers(verdict: Verdict, question: Question) -> bool:
    """Whether a verdict is one on a question."""
    definition = catalogue.definition(question.activation)
    found = verdict.target.name, verdict.activation, verdict.definition_hash, verdict.dtype, verdict.order
    asked = question.target, definition.name, definition.definition_hash, question.dtype, question.order
    return (found, verdict.max_ulp, verdict.policy) == (asked, question.max_ulp, question.policy.to_json())
