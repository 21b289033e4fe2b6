"""The sheet of one activation on a terminal, from its plain data."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symact.sheets.evidence_lines import evidence_lines
from symact.sheets.named_roots import with_named_roots
from symact.sheets.text import defaults_of, lines, piece_lines
from symact.sheets.titles import title

COLOURS = {"proved": "green", "certified": "green", "checked": "yellow", "unknown": "red"}


def show(sheet: Mapping[str, Any], evidence: bool = False, console: Console | None = None) -> None:
    """Print the sheet of an activation."""
    console = console or Console(highlight=False)
    console.print(Text(f"{sheet['title']} ({sheet['name']})", style="bold"))
    sheet, roots = with_named_roots(sheet)
    _print_rows(console, sheet["called"], piece_lines(sheet["pieces"]))
    _print_rows(console, "where", roots)
    _print_rows(console, "parameters", sheet["parameter_lines"])
    console.print(_facts(sheet["facts"], defaults_of(sheet), evidence))
    _print_rows(console, "profiles", sheet["profiles"])
    _print_rows(console, "sources", sheet["sources"])


def _print_rows(console: Console, heading: str, rows: Iterable[str]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=max(12, len(heading)), no_wrap=True)
    grid.add_column(overflow="fold")
    for index, row in enumerate(rows):
        grid.add_row(Text(heading if index == 0 else "", style="dim"), Text(row))
    if grid.row_count:
        console.print(grid)


def _facts(facts: Iterable[Mapping[str, Any]], defaults: frozenset[str], evidence: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("property", no_wrap=True)
    table.add_column("claim", overflow="fold")
    table.add_column("status", no_wrap=True)
    for fact in facts:
        claim = Text("\n".join(lines(fact, defaults)))
        if evidence:
            claim.append("".join(f"\n  {line}" for line in evidence_lines(fact)), style="dim")
        status = str(fact["status"])
        table.add_row(title(fact["property"]), claim, Text(status, style=COLOURS[status]))
    return table
