"""`symact publish`: the catalogue's reference tables."""

import click

from symact.cli._types import ACTIVATION, PROCESSES


@click.command("publish")
@click.argument("names", nargs=-1, type=ACTIVATION)
@click.option("-o", "--output", default="reference_tables", show_default=True, help="Folder of the tables.")
@click.option("--workers", type=PROCESSES, default=2, show_default=True, help="Processes.")
def command(names: tuple[str, ...], output: str, workers: int) -> None:
    """Build the published tables of NAMES, or of the whole catalogue: point tables, manifests, digests."""
    from pathlib import Path

    from symact import catalogue
    from symact.cli._progress import bar
    from symact.tables.published.publish import publish

    chosen = [catalogue.get(name).name for name in names or catalogue.names()]
    with bar("reference tables", len(chosen)) as progress:
        folders = publish(chosen, Path(output), workers, lambda name: progress(1))
    click.echo(f"{output}: {len(folders)} activations", err=True)
