"""`symact verify`: judge a library or a function of one's own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any

import click

from symact.cli._exhaustive import judged
from symact.cli._formula import formula_options, own
from symact.cli._keeping import keeping, kept_verdicts
from symact.cli._outputs import against_baseline, output_options, taken, tell_baseline, write_outputs
from symact.cli._types import ACTIVATION, FORMAT, ORDER, PROCESSES, TARGET, order_of, widths_of
from symact.system.time_limit import CANDIDATE

if TYPE_CHECKING:
    from symact.candidates.process.parent import Sandbox
    from symact.definition.activation import Activation
    from symact.judge.baseline import Change
    from symact.judge.campaign import Unjudged
    from symact.judge.figures.verdict import Verdict
    from symact.judge.kept_verdicts import KeptVerdicts
    from symact.judge.question import Question


WRITTEN = 10.0
"""Seconds after which a run over many functions writes its reports again."""


@click.command("verify")
@click.argument("target", type=TARGET)
@click.argument("names", nargs=-1, type=ACTIVATION, metavar="[NAME]...")
@click.option(
    "--dtype", "dtypes", multiple=True, type=FORMAT, metavar="F", help="Format; may be repeated. Default: the target's."
)
@click.option(
    "--order",
    "orders",
    multiple=True,
    type=ORDER,
    metavar="K",
    help="0 forward, 1 gradient, 2, jvp, vjp. Default: 0; with --gradient 1 too.",
)
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact parameter, such as alpha=1/2.")
@click.option("--max-ulp", type=float, metavar="U", help="Greatest error allowed; exit code 1 where it is exceeded.")
@click.option("--max-bound", type=float, metavar="K", help="Rows: the error allowed, in multiples of --plan's bound.")
@click.option("--plan", "plan", multiple=True, metavar="K=V", help="Rows: how it computes: sum=pairwise, work=float32.")
@click.option("--widths", metavar="N,N", help="Rows: how many numbers they have, such as 1,17,1024.")
@click.option("--policy", "policies", multiple=True, metavar="K=V", help="Such as subnormals=flush or infinities=open.")
@click.option("--against", type=click.Choice(["ideal", "profile"]), default="ideal", show_default=True)
@click.option("--gradient", metavar="TARGET", help="The gradient, for a target of one's own such as module:function.")
@click.option("--transposed", metavar="TARGET", help="Rows: the JVP where the VJP is judged, and the other way round.")
@click.option("--timeout", type=float, default=CANDIDATE, show_default=True, metavar="S", help="Seconds per function.")
@click.option("--device", default="cpu", show_default=True, metavar="D", help="Where a library computes: cpu or cuda.")
@click.option("--memory", type=float, default=8.0, show_default=True, metavar="GIB", help="Memory it may take, GiB.")
@click.option("--seed", default="0", show_default=True, help="Of random inputs beyond 16 bits: a number, or random.")
@click.option("--full", is_flag=True, help="Print every report in full, also of many functions.")
@click.option("--exhaustive", is_flag=True, help="All inputs of up to 32 bits (default: float32); long rows too.")
@click.option("--range", "span", metavar="LO:HI", help="With --exhaustive: only these inputs, such as -8:8.")
@click.option("--workers", type=PROCESSES, metavar="N", help="With --exhaustive: processes. Default: all.")
@click.option("--scheduler", metavar="ADDRESS", help="With --exhaustive: a Dask scheduler, such as tcp://host:8786.")
@click.option("--checkpoint", metavar="FILE", help="Where an interrupted run is kept. Default: the current folder.")
@click.option("--resume", is_flag=True, help="Go on from what an interrupted run has kept.")
@formula_options
@output_options
@click.option("--json", "as_json", is_flag=True, help="Print verdicts as JSON (docs/verdict.md).")
def command(target: str, as_json: bool, full: bool, **options: Any) -> int:
    """Judge TARGET: a library such as torch, jax or scipy, or something of your own.

    Of your own: module:function of NumPy arrays; torch:module:function of tensors, jax: alike, gradients by automatic
    differentiation; path/lib.so:symbol, void f(const T *x, T *y, size_t n); cmd:PROGRAM, raw words on standard
    input and output; outputs:FILE, results for symact inputs; vectors:FILE, pairs (x, y) that somebody keeps as truth.
    All inputs are taken in formats of up to 16 bits; above, points and a seeded spread. NAME defaults to
    everything that the target has; --formula judges a target of your own against a formula of your own.
    Exit codes: 0 no bound was broken, 1 one was, 2 bad input.
    """
    from symact.candidates import adapter, form
    from symact.candidates.process.parent import Sandbox

    outputs = taken(options)
    sweeping = {key: options.pop(key) for key in ("span", "workers", "scheduler")}
    kept = {key: options.pop(key) for key in ("checkpoint", "resume")}
    exhaustive = options.pop("exhaustive")
    if not exhaustive:
        _check_sweeping(sweeping, "belongs to --exhaustive; add it")
    if exhaustive and not options["dtypes"] and adapter(target).default_formats:
        options["dtypes"] = ("float32",)
    swept: list[Question] = []
    with Sandbox(options["timeout"], options["memory"] * 2**30, options["device"]) as child:
        if not exhaustive and form(target) is None:
            # The library is imported while the questions are made.
            child.prepare(target)
        tried = _questions(target, options)
        if exhaustive:
            from symact.judge.campaign import for_all_inputs

            chosen = bool(options["names"] or options["formula"] or sweeping["span"])
            swept, tried = for_all_inputs(tried, chosen)
            if not swept:
                _check_sweeping(sweeping, "is for functions of one number; rows have --widths")
        found = chain(
            judged(swept, **sweeping, **kept) if swept else (),
            _judged(tried, child, None if swept else kept_verdicts(target, **kept)) if tried else (),
        )
        verdicts, unjudged = collected(found, [*swept, *tried], outputs)
    changes = against_baseline(outputs, verdicts)
    # Files first: a full disk behind the output takes nothing from them.
    write_outputs(outputs, verdicts, unjudged, changes)
    if as_json:
        _print_json(verdicts, unjudged, changes)
    elif verdicts:
        _print_text(target, verdicts, unjudged, full)
    tell_baseline(outputs, verdicts, changes)
    _require_something(verdicts, unjudged)
    broken = any(v.passes is False for v in verdicts) if changes is None else bool(changes)
    return int(
        broken or ((options["max_ulp"], options["max_bound"]) != (None, None) and any(u.failed for u in unjudged))
    )


def _check_sweeping(sweeping: dict[str, Any], rule: str) -> None:
    """Raise SymactError, which says the rule, if an option of runs over all inputs is given."""
    from symact.errors import SymactError

    for option in (key for key, value in sweeping.items() if value):
        raise SymactError(f"--{'range' if option == 'span' else option} {rule}")


def _questions(target: str, options: dict[str, Any]) -> list[Question]:
    from symact.candidates import is_target
    from symact.definition.parameters import parse_assignments
    from symact.errors import SymactError
    from symact.judge.campaign import questions
    from symact.judge.comparison.policy import Policy

    names: Sequence[str | Activation] = options["names"]
    params = options["params"]
    if names and is_target(str(names[0])) and not is_target(target):
        raise SymactError(f"the target comes first: symact verify {names[0]} {target}")
    if options["formula"] is not None:
        if names:
            raise SymactError(f"give {names[0]} or --formula TEXT, and not both")
        names, params = [own(options["formula"], options["own_name"], params)], ()
    elif options["own_name"] is not None:
        raise SymactError("--name is for a formula; add --formula, or leave it out")
    return questions(
        target,
        names,
        options["dtypes"],
        _orders(options),
        parse_assignments(params),
        policy=Policy.parse(options["policies"]),
        memory=options["memory"] * 2**30,
        plan=tuple(options["plan"]),
        widths=widths_of(options["widths"]),
        **{
            key: options[key]
            for key in ("against", "gradient", "max_ulp", "max_bound", "seed", "timeout", "device", "transposed")
        },
    )


def _orders(options: dict[str, Any]) -> Sequence[int | str]:
    """Return the orders that are asked for; a gradient that is named is judged beside the function if none is."""
    from symact.errors import SymactError

    gradient, orders = options["gradient"], [order_of(order) for order in options["orders"]]
    if gradient and orders and not any(orders):
        raise SymactError(f"--gradient {gradient} is for a derivative, and --order asks for none; add --order 1")
    return orders or ((0, 1) if gradient else (0,))


def collected(
    found: Iterator[Verdict | Unjudged], asked: Sequence[Question], outputs: dict[str, Any]
) -> tuple[list[Verdict], list[Unjudged]]:
    """Return the verdicts, and the questions without one; reports are written now and then, what is missing in them."""
    from symact.judge.campaign import Unjudged

    verdicts: list[Verdict] = []
    unjudged: list[Unjudged] = []
    written = time.monotonic()
    for number, each in enumerate(found, 1):
        if isinstance(each, Unjudged):
            unjudged.append(each)
        else:
            verdicts.append(each)
        if number < len(asked) and time.monotonic() - written > WRITTEN:
            missing = [Unjudged(q, "the run ended before it was judged", failed=True) for q in asked[number:]]
            write_outputs(outputs, verdicts, [*unjudged, *missing])
            written = time.monotonic()
    return verdicts, unjudged


def _judged(asked: list[Question], child: Sandbox, kept: KeptVerdicts | None) -> Iterator[Verdict | Unjudged]:
    """Judge everything, with progress on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    from symact.judge.campaign import answers
    from symact.judge.run import judge

    console, numbers = Console(stderr=True), count(1)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        row = bar.add_task("", total=None)

        def begin(question: Question) -> None:
            text = f"[{next(numbers)}/{len(asked)}] {question.target} {question}"
            bar.reset(row, description=text.replace("[", r"\["), total=None)
            if not console.is_terminal:
                click.echo(text, err=True)

        def judge_it(question: Question) -> Verdict:
            return judge(
                child, question, lambda done: bar.advance(row, done), lambda total: bar.update(row, total=total)
            )

        def answer(question: Question) -> Verdict:
            return kept.answer(question, judge_it) if kept else judge_it(question)

        with keeping(kept):
            yield from answers(asked, answer, begin)


def _print_json(verdicts: list[Verdict], unjudged: list[Unjudged], changes: list[Change] | None) -> None:
    import json

    data: dict[str, Any] = {
        "schema": "symact.verdicts/1",
        "verdicts": [v.to_json() for v in verdicts],
        "unjudged": [u.to_json() for u in unjudged],
    }
    if changes is not None:
        changed = [{"worse": change.worse, "text": change.text} for change in changes]
        data["baseline"] = {"agrees": not changes, "changes": changed}
    click.echo(json.dumps(data, indent=1, allow_nan=False))


def _print_text(target: str, verdicts: list[Verdict], unjudged: list[Unjudged], full: bool) -> None:
    """Print one or two reports whole; of more, a summary, and whole only the reports of broken bounds."""
    from symact.judge.text import report
    from symact.reports.summary_table import print_summary

    few = full or len(verdicts) <= 2
    for verdict in verdicts:
        if few or verdict.passes is False:
            click.echo(f"{report(verdict)}\n")
    if len(verdicts) > 1:
        print_summary(verdicts)
        if not few:
            click.echo(f"\nFor a whole report: symact verify {target} NAME, or --full")
    for each in unjudged:
        click.echo(f"{'Failed' if each.failed else 'Skipped'}: {each.task}: {each.reason}")


def _require_something(verdicts: list[Verdict], unjudged: list[Unjudged]) -> None:
    """Raise what keeps a run from being one: nothing was judged, or a target of one's own failed."""
    from symact.candidates import form
    from symact.errors import CandidateError, SymactError

    for each in unjudged:
        if each.failed and form(each.question.target):
            raise CandidateError(each.reason)
    if not verdicts:
        raise SymactError(f"nothing was judged: {unjudged[0].task}: {unjudged[0].reason}")
