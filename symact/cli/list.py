"""`symact list`: the names of the catalogue."""

from __future__ import annotations

import click


@click.command("list")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--json", "as_json", is_flag=True, help="Print names, other names and summaries as JSON.")
def command(words: tuple[str, ...], as_json: bool) -> None:
    """List the activations of the catalogue, with their other names; only those that have every WORD in the line."""
    import json

    from symact import catalogue
    from symact.definition.domain import Line
    from symact.errors import SymactError

    rows = [
        {
            "name": name,
            "aliases": [alias for alias, own in catalogue.aliases().items() if own == name],
            "takes": catalogue.domain_kind(name).takes,
            "summary": catalogue.summary(name),
        }
        for name in catalogue.names()
    ]
    rows = [row for row in rows if all(word.lower() in " ".join(map(str, row.values())).lower() for word in words)]
    if not rows:
        raise SymactError(f"no activation has {' '.join(words)!r} in its line; symact list shows all")
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        also = f" ({', '.join(row['aliases'])})" if row["aliases"] else ""
        takes = "" if row["takes"] == Line.takes else f" Takes {row['takes']}."
        click.echo(f"{row['name']:{width}}  {row['summary']}{takes}{also}")
