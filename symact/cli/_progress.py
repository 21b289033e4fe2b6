"""Progress of long work on standard error: a bar for a person, now and then a line for a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

PERIOD = 60.0
"""Seconds between two lines in a log."""


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show what is done while the block runs; yield what is to be called with each advance."""
    if not sys.stderr.isatty():
        yield logged(title, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.advance(task, done)


def logged(title: str, total: int | None = None) -> Callable[[int], None]:
    """Return what counts advances and writes a line a minute; work of less than a minute writes none."""
    count, due = 0, time.monotonic() + PERIOD

    def advance(done: int) -> None:
        nonlocal count, due
        count += done
        if time.monotonic() >= due:
            due = time.monotonic() + PERIOD
            click.echo(f"{title}: {count}" + (f" of {total}" if total is not None else ""), err=True)

    return advance
