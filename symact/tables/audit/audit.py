"""Tables checked as a whole, from files, folders or memory, with the report that a user reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from symact import catalogue
from symact.definition.activation import Activation
from symact.display import Shown
from symact.errors import SymactError, excerpt
from symact.reference.table import Table
from symact.tables.audit.check import Outcome, TableFile, check_file, check_table, find

SAMPLE = 12
"""Rows recomputed a table, besides kinks, jumps and infinities."""

TABLES = 40
"""Of so many tables rows are recomputed, unless all are asked for."""


@dataclass(frozen=True)
class TableAudit(Shown):
    """What became of tables; ``wrong`` is empty where all is well."""

    outcomes: tuple[Outcome, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """One line for each recomputed row that came out otherwise."""
        return tuple(line for outcome in self.outcomes for line in outcome.wrong)

    @property
    def recomputed(self) -> int:
        """How many rows were computed again, by mpmath."""
        return sum(outcome.recomputed for outcome in self.outcomes)

    def __str__(self) -> str:
        lines = [f"{outcome.source}: {outcome.note}" for outcome in self.outcomes if outcome.note]
        lines += [f"wrong: {line}" for line in self.wrong]
        rows, beyond = (sum(getattr(o, key) for o in self.outcomes) for key in ("rows", "beyond"))
        drawn = sum(bool(o.recomputed or o.beyond) for o in self.outcomes)
        which = f" of {drawn} tables" if drawn < len(self.outcomes) else ""
        lines.append(
            f"{len(self.outcomes)} tables, {rows} rows: every SHA-256 matches; mpmath recomputed {self.recomputed} "
            f"rows{which} and denies {len(self.wrong)}; {beyond} sampled rows are beyond its reach"
        )
        return "\n".join(lines)


def check(
    table: str | Path | Table,
    activation: str | Activation | None = None,
    *,
    sample: int = SAMPLE,
    seed: int = 0,
    every: bool = False,
    progress: Callable[[int], None] | None = None,
) -> TableAudit:
    """Read tables again, hash them again, and recompute a sample of rows with mpmath, independently of Arb.

    Args:
        table: a file, a folder of published tables, or a table in memory.
        activation: the definition, of a table of a formula of your own; the catalogue's is found by its name.
        sample: rows recomputed a table, besides kinks, jumps and infinities.
        seed: which rows, and which tables where there are more than 40.
        every: whether to recompute rows of every table, of however many.
        progress: called with 1 after each table.

    Returns:
        What became of each table; ``print`` sums it up.

    Raises:
        SymactError: what is given is no table.
        TableError: a file is truncated, altered or no table, or its definition is another one.
    """
    if not isinstance(table, (str, Path, Table)):
        raise SymactError(f"{excerpt(table)} is no table; give a file, a folder of published tables, or a symact.Table")
    own = None if activation is None else catalogue.definition(activation)
    if isinstance(table, Table):
        return TableAudit((check_table(table, f"table of {table.name}", sample, seed, own),))
    return audit(find([Path(table)]), own, sample, seed, every, progress)


def audit(
    files: list[TableFile],
    own: Activation | None,
    sample: int,
    seed: int,
    every: bool,
    progress: Callable[[int], None] | None = None,
) -> TableAudit:
    """Return what became of files that `find` found; arguments and errors as `check`."""
    chosen = set(range(len(files)))
    if len(files) > TABLES and not every:
        chosen = set(np.random.Generator(np.random.PCG64(seed)).choice(len(files), size=TABLES, replace=False).tolist())
    outcomes = []
    for place, file in enumerate(files):
        outcomes.append(check_file(file, sample if place in chosen else None, seed, own))
        if progress:
            progress(1)
    return TableAudit(tuple(outcomes))
