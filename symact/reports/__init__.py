"""Reports of verdicts as files: one format a module, found by its name.

A module ``formats/<name>.py`` has ``render(verdicts, unjudged, changes) -> str``; its docstring opens with what it is.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from symact.reports import formats
from symact.system import files

if TYPE_CHECKING:
    from symact.judge.baseline import Change
    from symact.judge.figures.verdict import Verdict


class Skipped(Protocol):
    """A case without a verdict, such as `symact.judge.campaign.Unjudged`."""

    @property
    def task(self) -> object:
        """What was to be judged."""

    @property
    def reason(self) -> str:
        """Why it was not."""

    @property
    def failed(self) -> bool:
        """Whether it failed, rather than being skipped."""


class Report(Protocol):
    """What the module of a report format holds."""

    def render(
        self, verdicts: Sequence[Verdict], unjudged: Sequence[Skipped], changes: Sequence[Change] | None = None
    ) -> str:
        """Return the whole file; changes against a baseline, if there is one, decide in place of the bound."""


def names() -> tuple[str, ...]:
    """Return the report formats, sorted; imports none."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(formats.__path__)))


def summary(name: str) -> str:
    """Return the first line of a format's docstring without importing it."""
    path = Path(formats.__path__[0]) / f"{name}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def report(name: str) -> Report:
    """Return the module of a report format."""
    return cast(Report, importlib.import_module(f"{formats.__name__}.{name}"))


def fails(verdict: Verdict, changes: Sequence[Change] | None) -> bool:
    """Whether a verdict fails: it differs from its baseline, or where there is none breaks its bound."""
    if changes is None:
        return verdict.passes is False
    return any(change.verdict is verdict for change in changes)


def write(
    name: str,
    path: str | Path,
    verdicts: Sequence[Verdict],
    unjudged: Sequence[Skipped] = (),
    changes: Sequence[Change] | None = None,
) -> None:
    """Write a report.

    Args:
        name: of the format.
        path: the file; it is replaced at once or not at all.
        verdicts: in the order in which they are shown.
        unjudged: cases without a verdict.
        changes: where verdicts differ from a baseline; None without one.

    Raises:
        SymactError: the file cannot be written.
    """
    text = report(name).render(verdicts, unjudged, changes)
    with files.replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))
