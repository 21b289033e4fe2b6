"""`symact list`: the names of the catalogue."""

from __future__ import annotations

import click


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print names and summaries as JSON.")
def command(as_json: bool) -> None:
    """List the activations of the catalogue."""
    import json

    from symact import catalogue

    rows = [(name, catalogue.summary(name)) for name in catalogue.names()]
    if as_json:
        click.echo(json.dumps([{"name": name, "summary": summary} for name, summary in rows], indent=1))
        return
    width = max(len(name) for name, _ in rows)
    for name, summary in rows:
        click.echo(f"{name:{width}}  {summary}")
