"""References computed once for all tests of a module: judging is on trial there, not the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

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


@contextmanager
def remembering() -> Iterator[None]:
    """Let `verify` ask `remembered_table`; the tables, of 10 MB and more each, are let go at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("symact.judge.run.build_table", remembered_table)
        yield
    _TABLES.clear()
