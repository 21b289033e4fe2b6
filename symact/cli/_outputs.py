"""Options of commands that judge: reports as files, and baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symact import reports

if TYPE_CHECKING:
    from symact.judge.baseline import Change
    from symact.judge.campaign import Unjudged
    from symact.judge.figures.verdict import Verdict

Command = TypeVar("Command", bound=Callable[..., Any])


def output_options(command: Command) -> Command:
    """Add an option for each report format, and those of baselines."""
    for name in reversed(reports.names()):
        flag = f"--{name.replace('_', '-')}"
        command = click.option(flag, f"report_{name}", metavar="FILE", help=reports.summary(name))(command)
    command = click.option("--update-baseline", is_flag=True, help="Write the file of --baseline anew.")(command)
    return click.option(
        "--baseline", metavar="FILE", help="Known errors: exit code 1 where anything is worse, or newly fixed."
    )(command)


def taken(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of this module out of a command's; check what can be wrong before any work."""
    from symact.errors import SymactError
    from symact.judge import baseline
    from symact.system import files

    keys = ("baseline", "update_baseline", *(f"report_{name}" for name in reports.names()))
    found = {key: options.pop(key) for key in keys}
    for key, path in found.items():
        if key.startswith("report_") and path:
            files.check_writable(path)
    if found["update_baseline"] and not found["baseline"]:
        raise SymactError("--update-baseline needs --baseline FILE, the file to write")
    if found["update_baseline"]:
        files.check_writable(found["baseline"])
    elif found["baseline"]:
        baseline.read(found["baseline"])
    return found


def write_outputs(
    found: dict[str, Any],
    verdicts: Sequence[Verdict],
    unjudged: Sequence[Unjudged],
    changes: Sequence[Change] | None = None,
) -> None:
    """Write the reports that were asked for."""
    for key, path in found.items():
        if key.startswith("report_") and path:
            reports.write(key.removeprefix("report_"), path, verdicts, unjudged, changes)


def against_baseline(found: dict[str, Any], verdicts: Sequence[Verdict]) -> list[Change] | None:
    """Hold verdicts against a baseline, or write it.

    Returns:
        Where they differ; None where no baseline was named.
    """
    from symact.judge import baseline

    path = found["baseline"]
    if path is None:
        return None
    if found["update_baseline"]:
        baseline.write(verdicts, path)
        return []
    return baseline.compare(verdicts, path)


def tell_baseline(found: dict[str, Any], verdicts: Sequence[Verdict], changes: Sequence[Change] | None) -> None:
    """Say what differs from a baseline on standard error."""
    path = found["baseline"]
    if found["update_baseline"]:
        click.echo(f"{path}: baseline of {len(verdicts)} verdicts written", err=True)
    for change in changes or ():
        click.echo(str(change), err=True)
    if changes and not any(change.worse for change in changes):
        click.echo(f"Nothing is worse: write {path} anew with --update-baseline", err=True)
