"""`symact list`: the names of the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from symact.sheets.search import Matches


@click.command("list")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--family", metavar="F", help="Only those of a family, such as gated.")
@click.option("--smooth", metavar="Ck", help="Only those that are C0, C1, C2, ... at the defaults of their parameters.")
@click.option("--bounded", is_flag=True, help="Only those that are bounded.")
@click.option("--has", "library", metavar="LIBRARY", help="Only those that a library has, such as jax.")
@click.option("--json", "as_json", is_flag=True, help="Print names, other names and summaries as JSON.")
def command(
    words: tuple[str, ...], family: str | None, smooth: str | None, bounded: bool, library: str | None, as_json: bool
) -> None:
    """List the activations of the catalogue, with their other names; only those that have every WORD in the line."""
    import json

    from symact import catalogue
    from symact.definition.domain import Line
    from symact.errors import SymactError, unknown_name

    names = catalogue.names()
    families = {catalogue.family(name) for name in names} - {""}
    if family is not None and family not in families:
        raise unknown_name("family", family, families)
    names = tuple(name for name in names if family in (None, catalogue.family(name)))
    if library is not None:
        from symact.candidates import plan

        names = tuple(name for name in names if name in plan.names(library))
    found = _met(names, smooth, bounded)
    names, unknown = found.yes, found.unknown
    rows = [
        {
            "name": name,
            "aliases": [alias for alias, own in catalogue.aliases().items() if own == name],
            "takes": catalogue.domain_kind(name).takes,
            "summary": catalogue.summary(name),
        }
        for name in names
    ]
    rows = [row for row in rows if all(word.lower() in " ".join(map(str, row.values())).lower() for word in words)]
    if not rows and words:
        raise SymactError(f"no activation has {' '.join(words)!r} in its line; symact list shows all")
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        if unknown:
            click.echo(f"unknown: {', '.join(unknown)}", err=True)
        return
    width = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        also = f" ({', '.join(row['aliases'])})" if row["aliases"] else ""
        takes = "" if row["takes"] == Line.takes else f" Takes {row['takes']}."
        click.echo(f"{row['name']:{width}}  {row['summary']}{takes}{also}")
    if not rows:
        click.echo("none is known to have all that is asked for")
    if unknown:
        click.echo(f"unknown: {', '.join(unknown)}")


def _met(names: tuple[str, ...], smooth: str | None, bounded: bool) -> Matches:
    """Return which of some activations are as smooth as asked, and bounded if that is asked for.

    Raises:
        SymactError: the degree of smoothness is none.
    """
    from symact import catalogue
    from symact.definition.domain import Line
    from symact.errors import SymactError, excerpt
    from symact.sheets.search import Matches, find

    if smooth is not None and not re.fullmatch(r"[Cc]\d", smooth):
        raise SymactError(f"--smooth {excerpt(smooth)} is no degree of smoothness; write C0, C1, C2, ...")
    asked = [*([smooth] if smooth else []), *(["bounded"] if bounded else [])]
    if not asked:
        return Matches(names, ())
    return find(" and ".join(asked), (name for name in names if catalogue.domain_kind(name) is Line))
