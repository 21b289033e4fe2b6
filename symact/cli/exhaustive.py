"""`symact verify --exhaustive`: executors, progress with the time left, checkpoints."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symact.judge.campaign import Campaign, Task, Unjudged
    from symact.judge.exhaustive.run import Job, Run
    from symact.judge.figures.verdict import Verdict


def run_all(
    campaign: Campaign,
    span: str | None,
    workers: int | None,
    scheduler: str | None,
    checkpoint: str | None,
    resume: bool,
) -> tuple[list[Verdict], list[Unjudged]]:
    """Judge all inputs for each of a campaign's tasks; options as on the command line."""
    from symact.candidates import UnsupportedError, form
    from symact.errors import CandidateError, SymactError
    from symact.judge.campaign import Unjudged
    from symact.judge.exhaustive.run import check
    from symact.system.files import check_writable

    tasks = campaign.tasks
    for task in tasks:
        check(task.fmt)
    if len(tasks) > 1 and (checkpoint or resume):
        raise SymactError("--checkpoint and --resume are for one function, one format and one order at a time")
    if checkpoint:
        check_writable(checkpoint)
    verdicts: list[Verdict] = []
    unjudged: list[Unjudged] = []
    with _executor(workers, scheduler) as (executor, count):
        for number, task in enumerate(tasks, 1):
            title = f"[{number}/{len(tasks)}] {campaign.target} {task}"
            path = checkpoint or default_path(campaign.target, task)
            try:
                verdicts.append(_run(_job(campaign, task, span), executor, count, path, resume, title))
            except UnsupportedError as error:
                unjudged.append(Unjudged(task, str(error), failed=False))
            except CandidateError as error:
                if form(campaign.target):
                    raise
                unjudged.append(Unjudged(task, str(error), failed=True))
    return verdicts, unjudged


def default_path(target: str, task: Task) -> str:
    """Return the checkpoint's name where none is given: in the current folder, named after the task."""
    name = re.sub(r"[^A-Za-z0-9_.]+", "-", target)
    return f"symact-{name}-{task.name}-{task.fmt.name}-{task.order}.checkpoint.json"


def _job(campaign: Campaign, task: Task, span: str | None) -> Job:
    from symact.judge.exhaustive.ranges import Range
    from symact.judge.exhaustive.run import Job

    return Job(
        target=campaign.target,
        name=task.name,
        dtype=task.fmt.name,
        order=task.order,
        params=tuple(campaign.params.items()),
        against="profile" if campaign.against == "profile" else "ideal",
        gradient=campaign.gradient,
        policy=campaign.terms.policy,
        device=campaign.device,
        max_ulp=campaign.terms.max_ulp,
        span=Range.parse(span, task.fmt) if span else None,
        timeout=campaign.timeout,
    )


def _run(job: Job, executor: Executor, count: int, path: str, resume: bool, title: str) -> Verdict:
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

    from symact.judge.exhaustive.run import Run

    console = Console(stderr=True)
    total = job.span.count(job.format) if job.span else 1 << job.format.width
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    if not console.is_terminal:
        click.echo(title, err=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        row = bar.add_task(title.replace("[", r"\["), total=total)
        run = Run(job, executor, count, lambda done: bar.advance(row, done), path)
        try:
            if resume:
                bar.update(row, completed=run.resume())
            verdict = run.verdict()
        except KeyboardInterrupt:
            _tell(run, path)
            raise
    seconds = f"{run.state.candidate_seconds:.1f} s candidate, {run.state.judge_seconds:.1f} s reference and comparison"
    click.echo(f"{title}: {total} inputs; of all processes together {seconds}", err=True)
    with suppress(FileNotFoundError):
        Path(path).unlink()
    return verdict


def _tell(run: Run, path: str) -> None:
    import click

    if run.state.done:
        click.echo(f"Stopped; the same command with --resume goes on from {path}", err=True)


@contextmanager
def _executor(workers: int | None, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Yield where chunks are judged, and how many at once: processes of this machine, or a Dask cluster."""
    if scheduler:
        from symact.judge.exhaustive.executors import connected

        with connected(scheduler) as (executor, count):
            yield executor, count
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    count = workers or os.cpu_count() or 1
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_deaf)
    try:
        yield pool, count
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _deaf() -> None:
    """Leave an interrupt from the keyboard to the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
