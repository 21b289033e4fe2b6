"""Tables as CSV: two comment lines, a header and one row an input; see docs/table-format.md.

Where a row has several inputs or results, they stand in one cell with blanks between them.
"""

import json
from collections.abc import Callable, Iterable
from typing import BinaryIO

from symact.errors import TableError
from symact.formats.arrays import Bits
from symact.formats.decimals import column
from symact.formats.floating import Format
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.tables.manifest import SCHEMA, check_manifest, flag_names, manifest, odd_text
from symact.tables.text_rows import LARGEST_TEXT, from_rows

FORMAT = "csv"
READ_AS = "CSV"
LARGEST = LARGEST_TEXT
SAME_BYTES = True
SEVERAL = True

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
    numbers = (
        [_cells(column, bits, fmt) for bits in (table.x_bits, table.y_bits)] if len(columns) > len(COLUMNS) else []
    )
    more = [f",{x},{y}" for x, y in zip(*numbers, strict=True)] if numbers else [""] * len(table.x_bits)
    encoded = [_cells(_hex, bits, fmt) for bits in (table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits)]
    odd = _joined([odd_text(wide) for wide in table.wide], len(table))
    flags = _joined(["|".join(flag_names(each)) for each in table.flags.reshape(-1).tolist()], len(table))
    for x, y, low, high, wide, names, decimals in zip(*encoded, odd, flags, more, strict=True):
        ends = "," if low == high == y else f"{low},{high}"
        file.write(f"{x},{y},{ends},{wide},{names}{decimals}\n".encode())


def _cells(texts: Callable[[Bits, Format], Iterable[str]], bits: Bits, fmt: Format) -> list[str]:
    """Return the cells of a column of encodings, each of which becomes a text."""
    return _joined(list(texts(bits.reshape(-1), fmt)), len(bits))


def _hex(bits: Bits, fmt: Format) -> Iterable[str]:
    return map(fmt.hex, bits.tolist())


def _joined(texts: list[str], rows: int) -> list[str]:
    """Return the cell of each row, all texts of it."""
    each = len(texts) // rows if rows else 1
    return [" ".join(texts[k : k + each]) for k in range(0, len(texts), each)]


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
    several, entries = bool(found.get("in_shape")), bool(found.get("out_shape"))

    def cell(text: str, is_list: bool) -> str | list[str]:
        return text.split(" ") if is_list else text

    rows = []
    for line in lines[3:]:
        # The decimals are compared when the same bytes are written again.
        x, y, low, high, odd, flags, *_ = line.split(",")
        names = [each.split("|") if each else [] for each in flags.split(" ")]
        results = [cell(each, entries) for each in (y, low or y, high or y, odd)]
        rows.append((cell(x, several), *results, names if entries else names[0]))
    return from_rows(found, rows, source)
