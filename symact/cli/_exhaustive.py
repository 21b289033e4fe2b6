"""`symact verify --exhaustive`: executors, progress with the time left, checkpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symact.judge.campaign import Unjudged
    from symact.judge.exhaustive.run import Run
    from symact.judge.figures.verdict import Verdict
    from symact.judge.question import Question


def judged(
    asked: list[Question],
    span: str | None,
    workers: int | None,
    scheduler: str | None,
    checkpoint: str | None,
    resume: bool,
) -> Iterator[Verdict | Unjudged]:
    """Judge all inputs for each question; options as on the command line."""
    from symact.errors import SymactError
    from symact.judge.campaign import answers
    from symact.judge.exhaustive.executors import executor
    from symact.judge.exhaustive.kinds import run_of
    from symact.judge.exhaustive.ranges import Range
    from symact.judge.exhaustive.run import Run, check
    from symact.system.files import check_writable

    for question in asked:
        check(question.format)
    if len(asked) > 1 and (checkpoint or resume):
        raise SymactError("--checkpoint and --resume are for one function, one format and one order at a time")
    if checkpoint:
        check_writable(checkpoint)
    numbers = count(1)
    few = all(question.format.width <= 16 and run_of(question) is Run for question in asked)
    with executor(workers, scheduler, few) as (pool, size):

        def answer(question: Question) -> Verdict:
            title = f"[{next(numbers)}/{len(asked)}] {question.target} {question}"
            path = checkpoint or default_path(question)
            wanted = replace(question, span=Range.parse(span, question.format) if span else None)
            return _run(wanted, pool, size, path, resume, title)

        yield from answers(asked, answer)


def default_path(question: Question) -> str:
    """Return the checkpoint's name where none is given: in the current folder, named after the question."""
    name = re.sub(r"[^A-Za-z0-9_.]+", "-", question.target)
    return f"symact-{name}-{question.name}-{question.dtype}-{question.order}.checkpoint.json"


def _run(question: Question, executor: Executor, workers: int, path: str, resume: bool, title: str) -> Verdict:
    import click
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from symact.cli._progress import logged
    from symact.judge.exhaustive.checkpoint import OtherTaskError
    from symact.judge.exhaustive.kinds import run_of
    from symact.system.files import discard

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    log = None if console.is_terminal else logged(title)
    if log:
        click.echo(title, err=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=log is not None) as bar:
        row = bar.add_task(title.replace("[", r"\["), total=None)
        run = run_of(question)(question, executor, workers, log or (lambda done: bar.advance(row, done)), path)
        total = run.inputs.count
        bar.update(row, total=total)
        try:
            if resume:
                try:
                    bar.update(row, completed=run.resume())
                except OtherTaskError as error:
                    click.echo(f"{error}; starting anew", err=True)
            verdict = run.verdict()
        except KeyboardInterrupt:
            _tell(run, path)
            raise
    seconds = f"{run.state.candidate_seconds:.1f} s candidate, {run.state.judge_seconds:.1f} s reference and comparison"
    click.echo(f"{title}: {total} inputs; of all processes together {seconds}", err=True)
    discard(path)
    return verdict


def _tell(run: Run, path: str) -> None:
    import click

    if run.state.done:
        click.echo(f"Stopped; the same command with --resume goes on from {path}", err=True)
