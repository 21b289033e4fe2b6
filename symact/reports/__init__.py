"""Reports of verdicts as files: one format a module, found by its name.

A module ``report_<name>`` has ``render(verdicts, unjudged) -> str``; its docstring opens with what it is.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from symact import files

if TYPE_CHECKING:
    from symact.verify.verdict import Verdict

PREFIX = "report_"


class Skipped(Protocol):
    """A case without a verdict, such as `symact.verify.campaign.Unjudged`."""

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

    def render(self, verdicts: Sequence[Verdict], unjudged: Sequence[Skipped]) -> str:
        """Return the whole file."""


def names() -> tuple[str, ...]:
    """Return the report formats, sorted; imports none."""
    found = (info.name for info in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.removeprefix(PREFIX) for name in found if name.startswith(PREFIX)))


def summary(name: str) -> str:
    """Return the first line of a format's docstring without importing it."""
    path = Path(__path__[0]) / f"{PREFIX}{name}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def report(name: str) -> Report:
    """Return the module of a report format."""
    return cast(Report, importlib.import_module(f"{__name__}.{PREFIX}{name}"))


def write(name: str, path: str | Path, verdicts: Sequence[Verdict], unjudged: Sequence[Skipped] = ()) -> None:
    """Write a report.

    Args:
        name: of the format.
        path: the file; it is replaced at once or not at all.
        verdicts: in the order in which they are shown.
        unjudged: cases without a verdict.

    Raises:
        SymactError: the file cannot be written.
    """
    text = report(name).render(verdicts, unjudged)
    with files.replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))
