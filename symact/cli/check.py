"""`symact check`: are the tables what they say, and right?"""

import click

from symact.cli._formula import formula_options


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--sample", type=click.IntRange(min=0), default=12, show_default=True, help="Rows recomputed a table.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which rows and tables.")
@click.option("--all", "every", is_flag=True, help="Recompute rows of every table, not of 40 drawn at random.")
@click.option("--json", "as_json", is_flag=True, help="The outcomes as JSON.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Of --formula, as when the table was made.")
@formula_options
def command(
    paths: tuple[str, ...],
    sample: int,
    seed: int,
    every: bool,
    as_json: bool,
    formula: str | None,
    own_name: str | None,
    params: tuple[str, ...],
) -> int:
    """Read tables again, hash them again, and recompute a sample of rows with mpmath, independently of Arb.

    PATHS are table files, packed as .gz or not, or folders of published tables; by default reference_tables. Every
    file is read and hashed; of more than 40, rows of 40 are recomputed, or with --all of every one. A file that
    is truncated or altered is bad input (exit code 2); a row that mpmath denies is a failed verdict (1).
    A table of a formula of your own needs the --formula, --name and --param that it was made with.
    """
    import json
    from pathlib import Path

    from symact.cli._formula import own
    from symact.cli._progress import bar
    from symact.errors import SymactError
    from symact.tables.audit.audit import audit
    from symact.tables.audit.check import find

    if formula is None and (params or own_name):
        raise SymactError("--param and --name are for a formula; add --formula")
    definition = None if formula is None else own(formula, own_name, params)
    files = find([Path(path) for path in paths or ("reference_tables",)])
    with bar("check", len(files)) as progress:
        found = audit(files, definition, sample, seed, every, progress)
    click.echo(json.dumps([outcome.to_json() for outcome in found.outcomes], indent=1) if as_json else str(found))
    return int(bool(found.wrong))
