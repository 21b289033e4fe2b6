"""Rows of a table from text, as CSV and JSON hold them; NumPy alone."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from symact.reference.table import Table
from symact.tables.manifest import assemble, parse_flags, parse_odd

LARGEST_TEXT = 1 << 26
"""Bytes of CSV and JSON, which take about 20 times as much memory; an exhaustive 16-bit table takes 6 MB."""

ENCODINGS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits")


def from_rows(found: dict[str, Any], rows: list[tuple[Any, ...]], source: str) -> Table:
    """Return the table of a checked manifest and rows as text: the four encodings, the odd value, names of flags.

    Where the manifest gives shapes, a row has a list of inputs, and a list of everything else for each result.

    Raises:
        TableError: as `assemble`.
        ValueError: a text is not written as symact writes it.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    several, entries = bool(found.get("in_shape")), bool(found.get("out_shape"))
    encodings = {
        key: _column(_encoding, column, several if key == "x_bits" else entries)
        for key, column in zip(ENCODINGS, columns, strict=False)
    }
    if not rows:
        encodings = {key: np.zeros((0, *found.get(_shape(key), ())), dtype=np.uint8) for key in encodings}
    flags = _column(parse_flags, columns[5], entries)
    odd = _column(parse_odd, columns[4], entries)
    wide = tuple(chain.from_iterable(odd)) if entries else tuple(odd)
    return assemble(found, {**encodings, "flags": flags if rows else encodings["y_bits"]}, wide, source)


def _shape(key: str) -> str:
    return "in_shape" if key == "x_bits" else "out_shape"


def _column(read: Callable[[Any], Any], column: Sequence[Any], several: bool) -> Any:
    """Return what the texts of a column say, of each row one, or a list."""
    if not several:
        return list(map(read, column))
    if not all(isinstance(row, list) for row in column):
        raise ValueError("one text where a list must be")
    return [list(map(read, row)) for row in column]


def _encoding(text: str) -> int:
    value = int(text.removeprefix("0x"), 16)
    if f"{value:#0{len(text)}x}" != text:
        raise ValueError(f"not an encoding: {text[:20]!r}")
    return value
