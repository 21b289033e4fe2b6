"""Tables as JSON: the manifest and one object an input; symact/tables/schema.json describes it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from symact.reference.table import Table
from symact.tables.manifest import flag_names, manifest, odd_text

FORMAT = "json"


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as JSON, one row a line; the interval's ends stand only where they differ from y."""
    file.write(f'{{"manifest": {json.dumps(manifest(table))},\n"rows": ['.encode())
    for index in range(len(table.x_bits)):
        file.write(f"{',' if index else ''}\n{json.dumps(_row(table, index))}".encode())
    file.write(b"\n]}\n")


def _row(table: Table, index: int) -> dict[str, Any]:
    to_hex = table.format.hex
    y, low, high = (int(a[index]) for a in (table.y_bits, table.y_lo_bits, table.y_hi_bits))
    row: dict[str, Any] = {"x": to_hex(int(table.x_bits[index])), "y": to_hex(y)}
    if not low == high == y:
        row |= {"y_lo": to_hex(low), "y_hi": to_hex(high)}
    return row | {"y_odd": odd_text(table.wide[index]), "flags": flag_names(int(table.flags[index]))}
