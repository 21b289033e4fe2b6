"""Several verdicts as one table for a terminal."""

import sys
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from symact.formats.decimals import ulps
from symact.judge.figures.verdict import Verdict
from symact.judge.text import ORDERS

PIPE_WIDTH = 160
"""Columns where the output is no terminal and has no width of its own."""


def print_summary(verdicts: Sequence[Verdict]) -> None:
    """Print one row a verdict on standard output."""
    terminal = sys.stdout.isatty()
    Console(width=None if terminal else PIPE_WIDTH, highlight=False).print(summary(verdicts))


def summary(verdicts: Sequence[Verdict]) -> Table:
    """Return the table: what was judged, how much is not correctly rounded, the worst input, the classes."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("activation", "dtype", "order", "bound"):
        table.add_column(title)
    for title in ("mismatched", "max ulp", "at x"):
        table.add_column(title, justify="right")
    table.add_column("classes")
    for verdict in verdicts:
        table.add_row(*_cells(verdict))
    return table


def _cells(verdict: Verdict) -> list[str]:
    result = verdict.result
    finite = [s for s in result.segments if s.worst]
    worst = max(finite, key=lambda s: s.max_ulp, default=None)
    classes = [f"{c.name} {c.count}" for c in result.classes]
    classes += [f"conduct {len(verdict.conduct)}"] if verdict.conduct else []
    return [
        verdict.activation,
        verdict.dtype,
        ORDERS[verdict.order],
        {None: "-", True: "holds", False: "BROKEN"}[verdict.passes],
        f"{100 * (1 - result.correctly_rounded):.3g}%",
        ulps(result.max_ulp),
        worst.worst.x.value if worst and worst.worst else "-",
        ", ".join(classes) or ("correctly rounded" if result.mismatched == 0 else ""),
    ]
