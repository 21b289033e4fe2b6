"""`symact show`: all that is derived of one activation."""

import click

from symact.cli._types import ACTIVATION


@click.command("show")
@click.argument("name", type=ACTIVATION)
@click.option("--param", "params", multiple=True, metavar="K=V", help="Bind a parameter exactly, such as alpha=1/2.")
@click.option("--evidence", is_flag=True, help="Print the steps behind every fact.")
@click.option("--plot", is_flag=True, help="Draw f and its derivatives below, in Unicode's braille patterns.")
@click.option("--json", "as_json", is_flag=True, help="Print facts and evidence as JSON; docs/sheet.md explains it.")
def command(name: str, params: tuple[str, ...], evidence: bool, plot: bool, as_json: bool) -> None:
    """Show what follows from the definition of NAME, each fact with its status.

    Parameters stay symbolic unless --param is given; then all are bound, the others to their defaults.
    Sheets are kept in a cache (SYMACT_CACHE: another folder, or off).
    """
    import json

    from symact.sheets import cached

    found = cached.sheet(name, params)
    if as_json:
        click.echo(json.dumps(cached.documented(found), indent=1))
    else:
        from symact.sheets import terminal

        terminal.show(found, evidence)
    if plot and not as_json:
        from symact.figures import plotting

        click.echo(plotting.text(plotting.plotted([name], params, derivative=found.get("inputs") is None)))
