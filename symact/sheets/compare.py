"""Sheets side by side: property by property, what differs first."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symact.display import Shown
from symact.errors import SymactError
from symact.sheets import cached
from symact.sheets.text import lines, piece_lines
from symact.sheets.titles import title

if TYPE_CHECKING:
    from symact.definition.activation import Activation
    from symact.sheets.sheet import Sheet

WIDTH = 110
"""Columns of a comparison that is printed as text."""


@dataclass(frozen=True)
class Comparison(Shown):
    """Two activations or more, property by property.

    Args:
        sheets: their sheets as plain data.
        rows: one a property, what differs first; each has ``property``, ``same``, and ``claims``: one list of lines
            an activation.
    """

    sheets: tuple[Mapping[str, Any], ...]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The activations' names."""
        return tuple(sheet["name"] for sheet in self.sheets)

    @property
    def differences(self) -> tuple[str, ...]:
        """The properties in which they differ."""
        return tuple(row["property"] for row in self.rows if not row["same"])

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain data, as ``symact compare --json`` prints it."""
        return {"names": list(self.names), "rows": [dict(row) for row in self.rows]}

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.names)}: {len(self.differences)} of {len(self.rows)} properties differ>"

    def __str__(self) -> str:
        out = io.StringIO()
        show(self.sheets, Console(file=out, width=WIDTH, highlight=False, color_system=None))
        return out.getvalue()


def compare(*activations: str | Activation | Sheet) -> Comparison:
    """Compare activations property by property.

    Args:
        activations: two or more names, definitions of your own, or sheets (of bound parameters, for instance).

    Returns:
        The comparison; ``print`` shows what differs first, then what they have in common.

    Raises:
        SymactError: fewer than two activations, or one that does not exist.
    """
    if len(activations) < 2:
        raise SymactError(f"compare needs two activations or more, not {len(activations)}; see `symact list`")
    return compared([_data(each) for each in activations])


def compared(sheets: Sequence[Mapping[str, Any]]) -> Comparison:
    """Return the comparison of sheets that are plain data."""
    return Comparison(tuple(sheets), tuple(rows(sheets)))


def _data(each: str | Activation | Sheet) -> Mapping[str, Any]:
    if isinstance(each, str):
        return cached.sheet(each)
    from symact.sheets.sheet import Sheet, sheet

    return (each if isinstance(each, Sheet) else sheet(each)).data


def rows(sheets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one row a property: what each sheet claims, and whether all claim the same; differences first.

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
    table.add_row("f(x)", *(Text("\n".join(piece_lines(sheet["pieces"]))) for sheet in sheets))
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
