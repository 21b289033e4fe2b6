"""`symact verify`: judge a library or a function of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symact.cli.outputs import against_baseline, output_options, taken, write_outputs

if TYPE_CHECKING:
    from symact.judge.campaign import Campaign, Unjudged
    from symact.judge.figures.verdict import Verdict


@click.command("verify")
@click.argument("target")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--dtype", "dtypes", multiple=True, metavar="F", help="Format; may be repeated. Default: the target's.")
@click.option("--order", "orders", multiple=True, type=int, metavar="K", help="0 forward, 1 gradient, 2. Default: 0.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact parameter, such as alpha=1/2.")
@click.option("--max-ulp", type=float, metavar="U", help="Greatest error allowed; exit code 1 where it is exceeded.")
@click.option("--policy", "policies", multiple=True, metavar="K=V", help="Such as subnormals=flush or infinities=open.")
@click.option("--against", type=click.Choice(["ideal", "profile"]), default="ideal", show_default=True)
@click.option("--gradient", metavar="TARGET", help="The gradient, for a target of one's own such as module:function.")
@click.option("--timeout", type=float, default=120.0, show_default=True, metavar="S", help="Seconds per function.")
@click.option("--device", default="cpu", show_default=True, metavar="D", help="Where a library computes: cpu or cuda.")
@click.option("--memory", type=float, default=8.0, show_default=True, metavar="GIB", help="Memory it may take, GiB.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random inputs beyond 16 bits.")
@click.option("--full", is_flag=True, help="Print every report in full, also of many functions.")
@click.option("--exhaustive", is_flag=True, help="All inputs of a format of up to 32 bits. Default: float32.")
@click.option("--range", "span", metavar="LO:HI", help="With --exhaustive: only these inputs, such as -8:8.")
@click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="With --exhaustive: processes. Default: all."
)
@click.option("--scheduler", metavar="ADDRESS", help="With --exhaustive: a Dask scheduler, such as tcp://host:8786.")
@click.option("--checkpoint", metavar="FILE", help="With --exhaustive: where an interrupted run is kept.")
@click.option("--resume", is_flag=True, help="With --exhaustive: go on from the checkpoint.")
@output_options
@click.option("--json", "as_json", is_flag=True, help="Print verdicts as JSON (docs/verdict.md).")
def command(target: str, as_json: bool, full: bool, **options: Any) -> int:
    """Judge TARGET: a library such as torch, jax or scipy, or something of your own.

    Of your own: module:function of NumPy arrays; path/lib.so:symbol, void f(const T *x, T *y, size_t n);
    cmd:PROGRAM, raw words on standard input and output; outputs:FILE, results for symact inputs.
    All inputs are taken in formats of up to 16 bits; above, points and a seeded spread. NAME defaults to
    everything that the target has. Exit codes: 0 no bound was broken, 1 one was, 2 bad input.
    """
    outputs = taken(options)
    only = ("span", "workers", "scheduler", "checkpoint", "resume")
    sweeping = {key: options.pop(key) for key in only}
    exhaustive = options.pop("exhaustive")
    _check_sweeping(exhaustive, sweeping)
    if exhaustive and not options["dtypes"]:
        options["dtypes"] = ("float32",)
    campaign = _campaign(target, options)
    if exhaustive:
        from symact.cli.exhaustive import run_all

        verdicts, unjudged = run_all(campaign, **sweeping)
    else:
        verdicts, unjudged = _run(campaign)
    _require_something(verdicts, unjudged)
    if as_json:
        _print_json(verdicts, unjudged)
    else:
        _print_text(campaign, verdicts, unjudged, full)
    write_outputs(outputs, verdicts, unjudged)
    agrees = against_baseline(outputs, verdicts)
    broken = any(v.passes is False for v in verdicts) if agrees is None else not agrees
    return int(broken or (campaign.terms.max_ulp is not None and any(u.failed for u in unjudged)))


def _check_sweeping(exhaustive: bool, sweeping: dict[str, Any]) -> None:
    from symact.errors import SymactError

    given = [key for key, value in sweeping.items() if value]
    if given and not exhaustive:
        option = "range" if given[0] == "span" else given[0]
        raise SymactError(f"--{option} belongs to --exhaustive; add it")


def _campaign(target: str, options: dict[str, Any]) -> Campaign:
    """Check everything that can be wrong before any work is done."""
    from symact import catalogue
    from symact.candidates import check_device, plan
    from symact.definition.bound import check_order
    from symact.definition.parameters import parse_assignments
    from symact.errors import SymactError
    from symact.formats.floating import get_format
    from symact.judge.campaign import Campaign
    from symact.judge.comparison.policy import Policy
    from symact.judge.run import Terms, check_bound

    adapter = plan.ready(target)
    check_device(target, options["device"])
    params = parse_assignments(options["params"])
    names = options["names"] or plan.names(target)
    formats = [get_format(name) for name in options["dtypes"] or adapter.default_formats]
    orders = [check_order(order) for order in options["orders"] or (0,)]
    policy = Policy.parse(options["policies"])
    for name in options["names"]:
        plan.check_params(catalogue.get(name), params)
    if params and not options["names"]:
        names = [name for name in names if plan.takes(catalogue.get(name), params)]
    if not names:
        lacks = f"takes all of {', '.join(params)}" if params else "is in the catalogue"
        raise SymactError(f"no activation of {target} {lacks}; symact list shows what there is")
    plan.check_gradient(target, options["gradient"])
    if not options["timeout"] > 0:
        raise SymactError(f"--timeout must be a number of seconds above 0, not {options['timeout']:g}")
    if not 0 < options["memory"] <= 1 << 20:
        raise SymactError(f"--memory must be a number of GiB above 0, not {options['memory']:g}")
    if not 0 <= options["seed"] < 2**32:
        raise SymactError(f"--seed must lie in 0 .. 2^32-1, not {options['seed']}")
    terms = Terms(formats[0], orders[0], policy, check_bound(options["max_ulp"]), options["seed"])
    return Campaign(
        target,
        names,
        formats,
        orders,
        terms,
        params,
        options["against"],
        options["gradient"],
        options["timeout"],
        int(options["memory"] * 2**30),
        options["device"],
    )


def _run(campaign: Campaign) -> tuple[list[Verdict], list[Unjudged]]:
    """Judge everything, with progress on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    from symact.judge.campaign import Task, Unjudged

    verdicts: list[Verdict] = []
    unjudged: list[Unjudged] = []
    console = Console(stderr=True)
    tasks = campaign.tasks
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        row = bar.add_task("", total=None)
        count = 0

        def begin(task: Task) -> None:
            nonlocal count
            count += 1
            text = f"[{count}/{len(tasks)}] {campaign.target} {task}"
            bar.reset(row, description=text.replace("[", r"\["), total=None)
            if not console.is_terminal:
                click.echo(text, err=True)

        def announce(total: int) -> None:
            bar.update(row, total=total)

        for found in campaign.run(begin, announce, lambda done: bar.advance(row, done)):
            if isinstance(found, Unjudged):
                unjudged.append(found)
            else:
                verdicts.append(found)
    return verdicts, unjudged


def _print_json(verdicts: list[Verdict], unjudged: list[Unjudged]) -> None:
    import json

    data = {
        "schema": "symact.verdicts/1",
        "verdicts": [v.to_json() for v in verdicts],
        "unjudged": [u.to_json() for u in unjudged],
    }
    click.echo(json.dumps(data, indent=1, allow_nan=False))


def _print_text(campaign: Campaign, verdicts: list[Verdict], unjudged: list[Unjudged], full: bool) -> None:
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
            click.echo(f"\nFor a whole report: symact verify {campaign.target} NAME, or --full")
    for each in unjudged:
        click.echo(f"{'Failed' if each.failed else 'Skipped'}: {each.task}: {each.reason}")


def _require_something(verdicts: list[Verdict], unjudged: list[Unjudged]) -> None:
    from symact.errors import SymactError

    if not verdicts:
        raise SymactError(f"nothing was judged: {unjudged[0].task}: {unjudged[0].reason}")
