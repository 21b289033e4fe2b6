"""The sheet of one activation on a terminal, from its plain data."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.containers import Lines
from rich.table import Table
from rich.text import Text

from symact.sheets.conditions import defaults_of
from symact.sheets.evidence_lines import evidence_lines
from symact.sheets.named_roots import with_named_roots
from symact.sheets.text import lines, piece_lines, presumed
from symact.sheets.titles import title

COLOURS = {"proved": "green", "certified": "green", "unknown": "red"}

WORD = re.compile(r"\S*\s*")

SIGN = re.compile(r"(?<=[/,])|(?<=(?<!\*)\*)(?!\*)")
"""Where a line may end inside a formula: behind a sign, which ** is one of."""

INDENT = 2
"""Blanks before what goes on from the line above."""


class Claim(Text):
    """Lines of text whose formulas break behind a sign, and go on farther in."""

    def wrap(self, console: Console, width: int, **layout: Any) -> Lines:
        found = Lines()
        for line in self.split("\n", allow_blank=True):
            indent = len(line.plain) - len(line.plain.lstrip()) + INDENT
            first, *rest = line.divide(list(_ends(line.plain, width, width - indent)))
            found.extend([first, *(Text(" " * indent).append_text(each) for each in rest)])
        for each in found:
            each.rstrip()
        return found


def _ends(line: str, room: int, next_room: int) -> Iterator[int]:
    """Yield where the lines end that a long one becomes, by the width of the first and of all others."""
    start = place = 0
    for piece in _pieces(line, next_room):
        if place + len(piece.rstrip()) - start > room and place > start:
            yield place
            start, room = place, next_room
        place += len(piece)


def _pieces(line: str, room: int) -> Iterator[str]:
    """Yield words, and the parts of those that are longer than a line."""
    for word in WORD.findall(line):
        for part in SIGN.split(word) if len(word.rstrip()) > room else [word]:
            shown = part.rstrip()
            yield from (shown[k : k + room] for k in range(0, len(shown) - room, room))
            yield part[max(0, len(shown) - 1) // room * room :]


def show(sheet: Mapping[str, Any], evidence: bool = False, console: Console | None = None) -> None:
    """Print the sheet of an activation."""
    console = console or Console(highlight=False)
    console.print(Text(f"{sheet['title']} ({sheet['name']})", style="bold"))
    sheet, roots = with_named_roots(sheet)
    _print_rows(console, sheet["called"], piece_lines(sheet["pieces"]))
    _print_rows(console, "where", roots)
    _print_rows(console, "parameters", sheet["parameter_lines"])
    defaults = defaults_of(sheet)
    above = presumed(sheet["facts"], defaults)
    _print_rows(console, "facts", [f"{above}, unless they say otherwise"] if above else [])
    console.print(_facts(sheet["facts"], lambda fact: lines(fact, defaults, above), evidence))
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


def _facts(
    facts: Iterable[Mapping[str, Any]], claimed: Callable[[Mapping[str, Any]], list[str]], evidence: bool
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("property", no_wrap=True)
    table.add_column("claim", overflow="fold")
    table.add_column("status", no_wrap=True)
    for fact in facts:
        claim = Claim("\n".join(claimed(fact)))
        if evidence:
            claim.append("".join(f"\n  {line}" for line in evidence_lines(fact)), style="dim")
        status = str(fact["status"])
        table.add_row(title(fact["property"]), claim, Text(status, style=COLOURS[status]))
    return table
