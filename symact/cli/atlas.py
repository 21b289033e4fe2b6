"""`symact atlas`: everything known of the catalogue as static pages."""

import click

from symact.cli._types import ACTIVATION, PROCESSES


@click.command("atlas")
@click.argument("names", nargs=-1, type=ACTIVATION, metavar="[NAME]...")
@click.option("-o", "--output", required=True, metavar="DIR", help="A new folder; open its index.html.")
@click.option(
    "--scoreboard", multiple=True, metavar="FILE", help="A scoreboard.json or rows.json, for the pages to show."
)
@click.option("--workers", type=PROCESSES, default=2, show_default=True, help="Processes.")
def command(names: tuple[str, ...], output: str, scoreboard: tuple[str, ...], workers: int) -> None:
    """Write a page on each NAME (default: all) and indexes, to be read from a file and printed.

    Needs Jinja and latex2mathml: pip install '.[atlas]' in a clone of symact. Sheets and figures are kept in the cache.
    """
    from symact import catalogue
    from symact.atlas.build import build
    from symact.cli._progress import bar

    with bar("atlas", len(names) or len(catalogue.names())) as advance:
        pages = build(output, names, scoreboard, lambda name: advance(1), workers)
    click.echo(f"{output}/index.html: {pages} pages", err=True)
