"""Tables as CSV: two comment lines, a header and one row an input; see docs/table-format.md."""

from __future__ import annotations

import json
from typing import BinaryIO

from symact.reference.table import Table
from symact.tables.manifest import SCHEMA, flag_names, manifest, odd_text

FORMAT = "csv"
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
