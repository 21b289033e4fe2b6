"""The sheet of one activation on a terminal, and the same as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symact.activation import AsArray, Param, Profile, x
from symact.binding import Bound
from symact.constants import digits
from symact.properties import Subject, derive_all
from symact.render.facts import TITLES, condition_text, definition, evidence_lines, lines

COLOURS = {"proved": "green", "certified": "green", "checked": "yellow", "unknown": "red"}

SHOWN_DIGITS = 17
"""Significant digits of an irrational parameter on the sheet."""


def to_json(subject: Subject) -> dict[str, Any]:
    """Return the sheet as plain data: name, expression, parameters and facts with their evidence."""
    activation = definition(subject)
    bound = dict(subject.values) if isinstance(subject, Bound) else {}
    return {
        "name": activation.name,
        "expression": str(subject.expression),
        "parameters": [
            {
                "name": p.name,
                "rule": p.rule,
                "default": None if p.default is None else str(p.default),
                **({"value": str(bound[p.name])} if bound else {}),
            }
            for p in activation.params
        ],
        "facts": [fact.to_json() for fact in derive_all(subject)],
    }


def show(subject: Subject, evidence: bool = False, console: Console | None = None) -> None:
    """Print the sheet of an activation.

    Args:
        subject: a definition, or one with bound parameters.
        evidence: whether to print the steps behind every fact.
        console: where to; standard output by default.
    """
    console = console or Console(highlight=False)
    activation = definition(subject)
    console.print(Text(f"{activation.title} ({activation.name})", style="bold"))
    for title, rows in (
        ("f(x)", _pieces(subject)),
        ("parameters", _parameters(subject)),
    ):
        _print_rows(console, title, rows)
    console.print(_facts(subject, evidence))
    _print_rows(console, "profiles", [_profile(p) for p in activation.profiles])
    _print_rows(console, "sources", [f"{s.reference}: {s.says}" for s in activation.sources])


def _print_rows(console: Console, title: str, rows: Iterable[str]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=12, no_wrap=True)
    grid.add_column(overflow="fold")
    for index, row in enumerate(rows):
        grid.add_row(Text(title if index == 0 else "", style="dim"), Text(row))
    if grid.row_count:
        console.print(grid)


def _pieces(subject: Subject) -> list[str]:
    rows = []
    for piece in subject.pieces:
        condition = condition_text(str(piece.condition(x)))
        rows.append(f"{piece.expression}   if {condition}" if condition else str(piece.expression))
    return rows


def _parameters(subject: Subject) -> list[str]:
    activation = definition(subject)
    bound = dict(subject.values) if isinstance(subject, Bound) else {}
    rows = []
    for param in activation.params:
        default = "determined by a condition" if param.default is None else f"default {param.default}"
        value = bound.get(param.name)
        if value is not None:
            default = str(value) if value.is_Rational else f"{digits(value, SHOWN_DIGITS)}..."
            default = f"= {default}"
        says = f" ({param.says})" if param.says else ""
        rows.append(f"{param.rule}, {default}{says}")
    return rows


def _facts(subject: Subject, evidence: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("property", no_wrap=True)
    table.add_column("claim", overflow="fold")
    table.add_column("status", no_wrap=True)
    for fact in derive_all(subject):
        claim = Text("\n".join(lines(fact)))
        if evidence:
            claim.append("".join(f"\n  {line}" for line in evidence_lines(fact)), style="dim")
        status = str(fact.status)
        table.add_row(TITLES.get(fact.property, fact.property), claim, Text(status, style=COLOURS[status]))
    return table


def _profile(profile: Profile) -> str:
    arguments = ", ".join(f"{key}={_argument(value)}" for key, value in profile.arguments)
    note = f"; {profile.note}" if profile.note else ""
    return f"{profile.path}({arguments}){note}"


def _argument(value: object) -> str:
    if isinstance(value, AsArray):
        return f"[{_argument(value.value)}]"
    return value.name if isinstance(value, Param) else repr(value) if isinstance(value, str) else str(value)
