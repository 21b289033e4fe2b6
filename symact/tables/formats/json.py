"""Tables as JSON: the manifest and one object an input; symact/tables/schema.json describes it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from symact.errors import TableError
from symact.reference.table import Table
from symact.tables.manifest import check_manifest, flag_names, manifest, odd_text, strict_json
from symact.tables.text_rows import LARGEST_TEXT, from_rows

FORMAT = "json"
READ_AS = "JSON"
LARGEST = LARGEST_TEXT
SAME_BYTES = True


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


def recognises(data: bytes) -> bool:
    """Whether data may be a table as JSON."""
    return data.startswith(b"{")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    content = strict_json(data.decode("ascii"))
    if set(content) != {"manifest", "rows"}:
        raise TableError(f"{source}: a table has a manifest and rows, nothing else")
    found = check_manifest(content["manifest"], source)
    rows = []
    for row in content["rows"]:
        if not {"x", "y", "y_odd", "flags"} <= set(row) <= {"x", "y", "y_lo", "y_hi", "y_odd", "flags"}:
            raise TableError(f"{source}: a row has other keys than x, y, y_lo, y_hi, y_odd, flags")
        rows.append(
            (row["x"], row["y"], row.get("y_lo", row["y"]), row.get("y_hi", row["y"]), row["y_odd"], row["flags"])
        )
    return from_rows(found, rows, source)
