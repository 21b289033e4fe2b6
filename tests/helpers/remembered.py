"""References computed once for all tests of a process: judging is on trial there, not the reference."""

from __future__ import annotations

from collections.abc import Callable

from symact.definition.bound import Bound
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.reference.rows import build_table
from symact.reference.table import Table

_TABLES: dict[tuple[object, ...], Table] = {}


def remembered_table(
    bound: Bound, fmt: Format, order: int, x_bits: Bits, progress: Callable[[int], None] | None = None
) -> Table:
    """Return what `build_table` returns, from memory where it was asked before."""
    key = (str(bound.expression), fmt.name, order, x_bits.tobytes())
    if key not in _TABLES:
        _TABLES[key] = build_table(bound, fmt, order, x_bits, progress)
    return _TABLES[key]
