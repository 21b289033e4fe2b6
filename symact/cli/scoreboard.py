"""`symact scoreboard`: several libraries over all functions, as one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symact.cli._types import ACTIVATION, FORMAT, ORDER, TARGET, order_of, widths_of
from symact.system.time_limit import CANDIDATE

if TYPE_CHECKING:
    from symact.judge.figures.verdict import Verdict
    from symact.judge.question import Question
    from symact.judge.scoreboard import Score

LINE = "is no function of one number; those of rows, such as softmax, need --rows"
"""What is said of a name that the page of functions of one number does not take."""


@click.command("scoreboard")
@click.argument("targets", nargs=-1, type=TARGET, required=True, metavar="TARGET...")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for index.html and scoreboard.json.")
@click.option("--rows", is_flag=True, help="Judge functions of rows, such as softmax: rows.md and rows.json.")
@click.option("--name", "names", multiple=True, type=ACTIVATION, help="Activation; may be repeated. Default: all.")
@click.option(
    "--dtype", "dtypes", multiple=True, type=FORMAT, metavar="F", help="Format. Default: float16, bfloat16 and float32."
)
@click.option(
    "--order", "orders", multiple=True, type=ORDER, metavar="K", help="Default: 0 forward and 1 gradient; of rows vjp."
)
@click.option("--widths", metavar="N,N", help="Rows: how many numbers they have, such as 1,17,1024.")
@click.option("--against", type=click.Choice(["ideal", "profile"]), default="ideal", show_default=True)
@click.option("--policy", "policies", multiple=True, metavar="K=V", help="As of symact verify.")
@click.option("--timeout", type=float, default=CANDIDATE, show_default=True, metavar="S", help="Seconds per function.")
@click.option("--details", is_flag=True, help="Also a page with all reports of each target.")
@click.option("--resume", is_flag=True, help="Keep the scores that the folder has already.")
def command(targets: tuple[str, ...], output: str, details: bool, resume: bool, **options: Any) -> None:
    """Judge each TARGET over the catalogue and write one page with all scores.

    TARGET is a library, such as torch or jax; what is not installed is named and skipped.
    """
    from symact.errors import SymactError
    from symact.judge.scoreboard import read_scores, write_scores

    rows = options["rows"]
    if rows and details:
        raise SymactError("--details is for functions of one number; rows.md names the row of each greatest error")
    if options["widths"] and not rows:
        raise SymactError("--widths is for functions of rows; add --rows")
    asked, missing = _questions(targets, options)
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SymactError(f"cannot write {output!r}: {error.strerror}; name a folder") from None
    data = folder / ("rows.json" if rows else "scoreboard.json")
    known = read_scores(data) if resume and data.exists() else []
    verdicts: dict[str, list[Verdict]] = {}

    def keep(target: str, verdict: Verdict) -> None:
        if details:
            verdicts.setdefault(target, []).append(verdict)

    scores: list[Score] = []
    try:
        _run(asked, known, keep, scores)
    finally:
        # What was judged before an interruption is kept for --resume.
        rest = {s.key: s for s in known} | {s.key: s for s in scores}
        write_scores(rest.values(), data)
    page = folder / ("rows.md" if rows else "index.html")
    if rows:
        _write_page_of_rows(page, list(rest.values()))
    else:
        _write_pages(folder, list(rest.values()), verdicts)
    for line in missing:
        click.echo(f"Skipped: {line}", err=True)
    click.echo(f"{page}: {sum(not s.reason for s in scores)} verdicts", err=True)


def _questions(targets: tuple[str, ...], options: dict[str, Any]) -> tuple[list[Question], list[str]]:
    """Return all questions, the targets of one case together, and what is said of targets that are not installed."""
    from symact.errors import CandidateError, SymactError
    from symact.judge.campaign import questions
    from symact.judge.comparison.policy import Policy

    names = _names(targets, options)
    orders = [order_of(each) for each in options["orders"]] or ((0, "vjp") if options["rows"] else (0, 1))
    dtypes = options["dtypes"] or ("float16", "bfloat16", "float32")
    policy = Policy.parse(options["policies"])
    terms = {"policy": policy, "against": options["against"], "timeout": options["timeout"]}
    terms["widths"] = widths_of(options["widths"])
    asked, missing = [], []
    for target in dict.fromkeys(targets):
        try:
            asked.append(questions(target, names, dtypes, orders, **terms))
        except CandidateError as error:
            missing.append(str(error))
    if not asked:
        raise SymactError(f"no target is installed: {missing[0]}")
    return [question for case in zip(*asked, strict=True) for question in case], missing


def _names(targets: tuple[str, ...], options: dict[str, Any]) -> tuple[str, ...]:
    """Return the functions to judge, all of one kind: of rows those that some target has."""
    from symact import catalogue
    from symact.candidates import plan
    from symact.errors import SymactError

    kind = "vector" if options["rows"] else "line"
    known = catalogue.names(kind)
    for name in options["names"]:
        if catalogue.get(name).name not in known:
            raise SymactError(f"{name} takes no rows; leave out --rows" if options["rows"] else f"{name} {LINE}")
    if options["names"] or kind == "line":
        return options["names"] or known
    some = {name for target in dict.fromkeys(targets) for name in plan.names(target)}
    found = tuple(name for name in known if name in some)
    if not found:
        raise SymactError(f"{', '.join(targets)}: no function of rows; symact list shows what there is")
    return found


def _run(asked: list[Question], known: list[Score], keep: Any, found: list[Score]) -> None:
    """Fill scores, with progress on standard error."""
    from symact.cli._progress import bar
    from symact.judge.scoreboard import scores

    with bar(" ".join(dict.fromkeys(question.target for question in asked)), len(asked)) as advance:
        for score in scores(asked, known, keep):
            found.append(score)
            advance(1)


def _write_page_of_rows(path: Path, scores: list[Score]) -> None:
    from symact.reports.row_scoreboard import row_scoreboard
    from symact.system import files

    with files.replacing(path) as file:
        file.write(row_scoreboard(scores).encode())


def _write_pages(folder: Path, scores: list[Score], verdicts: dict[str, list[Verdict]]) -> None:
    from symact import reports
    from symact.reports.scoreboard import scoreboard
    from symact.system import files

    places = {}
    for target, found in verdicts.items():
        reports.write("html", folder / f"{target}.html", found)
        for number, verdict in enumerate(found):
            places[target, verdict.activation, verdict.dtype, verdict.order] = f"{target}.html#v{number}"

    def link(score: Score) -> str | None:
        return places.get((score.target, score.activation, score.dtype, score.order))

    with files.replacing(folder / "index.html") as file:
        file.write(scoreboard(scores, link).encode())
