"""Tables as CSV: two comment lines, a header and one row an input; see docs/table-format.md."""

import json
from collections.abc import Callable
from typing import BinaryIO

from symact.errors import TableError
from symact.formats.decimals import column
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.tables.manifest import SCHEMA, check_manifest, flag_names, manifest, odd_text
from symact.tables.text_rows import LARGEST_TEXT, from_rows

FORMAT = "csv"
READ_AS = "CSV"
LARGEST = LARGEST_TEXT
SAME_BYTES = True

COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "y_odd", "flags")


DECIMALS = ("x", "y")
"""The columns after those, where decimals are asked for."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as CSV; the interval's ends are left empty where they equal y_bits."""
    _write(table, file, COLUMNS)


def write_decimals(table: Table, file: BinaryIO) -> None:
    """Write a table as CSV with two more columns, x and y as decimals that read back as the encodings."""
    _write(table, file, (*COLUMNS, *DECIMALS))


def writer_of(data: bytes) -> Callable[[Table, BinaryIO], None]:
    """Return what wrote a file: with decimals or without."""
    return write_decimals if data.split(b"\n", 3)[2].endswith(f",{','.join(DECIMALS)}".encode()) else write


def _write(table: Table, file: BinaryIO, columns: tuple[str, ...]) -> None:
    head = json.dumps(manifest(table), ensure_ascii=True)
    file.write(f"# {SCHEMA}\n# {head}\n{','.join(columns)}\n".encode())
    fmt = table.format
    numbers = [column(bits, fmt) for bits in (table.x_bits, table.y_bits)] if len(columns) > len(COLUMNS) else []
    more = [f",{x},{y}" for x, y in zip(*numbers, strict=True)] if numbers else [""] * len(table.x_bits)
    to_hex = fmt.hex
    bits = (table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits)
    for x, y, low, high, wide, flags, decimals in zip(*bits, table.wide, table.flags, more, strict=True):
        ends = "," if low == high == y else f"{to_hex(int(low))},{to_hex(int(high))}"
        line = f"{to_hex(int(x))},{to_hex(int(y))},{ends},{odd_text(wide)},{'|'.join(flag_names(int(flags)))}"
        file.write(f"{line}{decimals}\n".encode())


def recognises(data: bytes) -> bool:
    """Whether data may be a table as CSV."""
    return data.startswith(b"#")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    if not data.endswith(b"\n"):
        raise TableError(f"{source}: the last line is incomplete; the file is truncated")
    lines = data.decode("ascii").split("\n")[:-1]
    if (
        len(lines) < 3
        or not lines[1].startswith("# ")
        or lines[2] not in (",".join(COLUMNS), ",".join((*COLUMNS, *DECIMALS)))
    ):
        raise TableError(f"{source}: the three lines before the rows are not those of a table")
    found = check_manifest(strict_json(lines[1][2:]), source)
    rows = []
    for line in lines[3:]:
        # The decimals are compared when the same bytes are written again.
        x, y, low, high, odd, flags, *_ = line.split(",")
        rows.append((x, y, low or y, high or y, odd, flags.split("|") if flags else []))
    return from_rows(found, rows, source)
