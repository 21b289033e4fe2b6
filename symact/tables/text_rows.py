"""Rows of a table from text, as CSV and JSON hold them; NumPy alone."""

from __future__ import annotations

from typing import Any

from symact.reference.table import Table
from symact.tables.manifest import assemble, parse_flags, parse_odd

LARGEST_TEXT = 1 << 26
"""Bytes of CSV and JSON, which take about 20 times as much memory; an exhaustive 16-bit table takes 6 MB."""

ENCODINGS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits")


def from_rows(found: dict[str, Any], rows: list[tuple[Any, ...]], source: str) -> Table:
    """Return the table of a checked manifest and rows as text: the four encodings, the odd value, names of flags.

    Raises:
        TableError: as `assemble`.
        ValueError: a text is not written as symact writes it.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    encodings = {key: list(map(_encoding, column)) for key, column in zip(ENCODINGS, columns, strict=False)}
    flags = [parse_flags(names) for names in columns[5]]
    return assemble(found, {**encodings, "flags": flags}, tuple(parse_odd(text) for text in columns[4]), source)


def _encoding(text: str) -> int:
    value = int(text.removeprefix("0x"), 16)
    if f"{value:#0{len(text)}x}" != text:
        raise ValueError(f"not an encoding: {text[:20]!r}")
    return value
