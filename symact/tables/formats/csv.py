"""Tables as CSV: two comment lines, a header and one row an input; see docs/table-format.md."""

from __future__ import annotations

import json
from typing import BinaryIO

from symact.errors import TableError
from symact.reference.table import Table
from symact.tables.manifest import SCHEMA, check_manifest, flag_names, manifest, odd_text, strict_json
from symact.tables.text_rows import LARGEST_TEXT, from_rows

FORMAT = "csv"
READ_AS = "CSV"
LARGEST = LARGEST_TEXT
SAME_BYTES = True

COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "y_odd", "flags")


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as CSV; the interval's ends are left empty where they equal y_bits."""
    head = json.dumps(manifest(table), ensure_ascii=True)
    file.write(f"# {SCHEMA}\n# {head}\n{','.join(COLUMNS)}\n".encode())
    to_hex = table.format.hex
    rows = zip(table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits, table.wide, table.flags, strict=True)
    for x, y, low, high, wide, flags in rows:
        ends = "," if low == high == y else f"{to_hex(int(low))},{to_hex(int(high))}"
        line = f"{to_hex(int(x))},{to_hex(int(y))},{ends},{odd_text(wide)},{'|'.join(flag_names(int(flags)))}\n"
        file.write(line.encode())


def recognises(data: bytes) -> bool:
    """Whether data may be a table as CSV."""
    return data.startswith(b"#")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    if not data.endswith(b"\n"):
        raise TableError(f"{source}: the last line is incomplete; the file is truncated")
    lines = data.decode("ascii").split("\n")[:-1]
    if len(lines) < 3 or not lines[1].startswith("# ") or lines[2] != ",".join(COLUMNS):
        raise TableError(f"{source}: the three lines before the rows are not those of a table")
    found = check_manifest(strict_json(lines[1][2:]), source)
    rows = []
    for line in lines[3:]:
        x, y, low, high, odd, flags = line.split(",")
        rows.append((x, y, low or y, high or y, odd, flags.split("|") if flags else []))
    return from_rows(found, rows, source)
