"""`symact check`: are the tables what they say, and right?"""

from __future__ import annotations

import click


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--sample", type=click.IntRange(min=0), default=12, show_default=True, help="Rows recomputed a table.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which rows.")
@click.option("--json", "as_json", is_flag=True, help="The outcomes as JSON.")
def command(paths: tuple[str, ...], sample: int, seed: int, as_json: bool) -> int:
    """Read tables again, hash them again, and recompute a sample of rows with mpmath, independently of Arb.

    PATHS are table files or folders of published tables; by default reference_tables. A file that
    is truncated or altered is bad input (exit code 2); a row that mpmath denies is a failed verdict (1).
    """
    import json
    from pathlib import Path

    from symact.cli.progress import bar
    from symact.tables.audit.check import check, find

    files = find([Path(path) for path in paths or ("reference_tables",)])
    outcomes = []
    with bar("check", len(files)) as progress:
        for file in files:
            outcomes.append(check(file, sample, seed))
            progress(1)
    wrong = [line for outcome in outcomes for line in outcome.wrong]
    if as_json:
        click.echo(json.dumps([outcome.to_json() for outcome in outcomes], indent=1))
        return 1 if wrong else 0
    for outcome in outcomes:
        if outcome.note:
            click.echo(f"{outcome.source}: {outcome.note}")
    for line in wrong:
        click.echo(f"wrong: {line}")
    recomputed, beyond = sum(o.recomputed for o in outcomes), sum(o.beyond for o in outcomes)
    click.echo(
        f"{len(files)} tables, {sum(o.rows for o in outcomes)} rows: every SHA-256 matches; "
        f"mpmath recomputed {recomputed} rows and denies {len(wrong)}; {beyond} sampled rows are beyond its reach"
    )
    return 1 if wrong else 0
