"""Sheets side by side: property by property, what differs first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symact.sheets.text import lines, title


def rows(sheets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one row a property: what each sheet claims, and whether all claim the same; differences first.

    Args:
        sheets: plain data of sheets, at least two.

    Returns:
        Rows of ``property``, ``same``, and ``claims``: one list of lines a sheet, as a sheet prints them.
    """
    names = dict.fromkeys(fact["property"] for sheet in sheets for fact in sheet["facts"])
    found = []
    for name in names:
        claims = [[line for f in sheet["facts"] if f["property"] == name for line in lines(f)] for sheet in sheets]
        found.append({"property": name, "same": all(each == claims[0] for each in claims), "claims": claims})
    return sorted(found, key=lambda row: row["same"])


def show(sheets: Sequence[Mapping[str, Any]], console: Console | None = None) -> None:
    """Print the comparison of sheets; what they have in common comes last, in one column."""
    console = console or Console(highlight=False)
    compared = rows(sheets)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    table.add_column("property", no_wrap=True)
    for sheet in sheets:
        table.add_column(sheet["title"], overflow="fold", ratio=1)
    formulas = ["\n".join(f"{p['expression']}   ({p['where']})" for p in sheet["pieces"]) for sheet in sheets]
    table.add_row("f(x)", *(Text(formula) for formula in formulas))
    for row in compared:
        if not row["same"]:
            table.add_row(title(row["property"]), *(Text("\n".join(claim)) for claim in row["claims"]))
    console.print(table)
    alike = Table.grid(padding=(0, 2))
    for row in compared:
        if row["same"]:
            alike.add_row(Text(title(row["property"]), style="dim"), Text("; ".join(row["claims"][0])))
    if alike.row_count:
        console.print(Text("the same for all", style="bold"))
        console.print(alike)
