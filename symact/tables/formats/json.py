"""Tables as JSON: the manifest and one object an input; symact/tables/schema.json describes it."""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from symact.errors import TableError
from symact.formats.arrays import Bits
from symact.formats.decimals import column
from symact.formats.floating import Format
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.tables.manifest import check_manifest, flag_names, manifest, odd_text
from symact.tables.text_rows import LARGEST_TEXT, from_rows

FORMAT = "json"
READ_AS = "JSON"
LARGEST = LARGEST_TEXT
SAME_BYTES = True
SEVERAL = True

DECIMALS = ("x_decimal", "y_decimal")
KEYS = {"x", "y", "y_lo", "y_hi", "y_odd", "flags", *DECIMALS}


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as JSON, one row a line, with decimals; the interval's ends stand only where they differ from y.

    Where rows have several inputs or results, lists stand in the place of one.
    """
    numbers = [_shaped(column(bits.reshape(-1), table.format), bits) for bits in (table.x_bits, table.y_bits)]
    _write(table, file, [dict(zip(DECIMALS, pair, strict=True)) for pair in zip(*numbers, strict=True)])


write_decimals = write


def write_plain(table: Table, file: BinaryIO) -> None:
    """Write a table as JSON without decimals, as symact 0.1.0 did."""
    _write(table, file, [{}] * len(table.x_bits))


def writer_of(data: bytes) -> Callable[[Table, BinaryIO], None]:
    """Return what wrote a file: with decimals or without."""
    return write if b'"x_decimal"' in data else write_plain


def _write(table: Table, file: BinaryIO, decimals: list[dict[str, Any]]) -> None:
    file.write(f'{{"manifest": {json.dumps(manifest(table))},\n"rows": ['.encode())
    odd = _shaped(list(map(odd_text, table.wide)), table.y_bits)
    for index, more in enumerate(decimals):
        row = _row(table, index, odd[index])
        file.write(f"{',' if index else ''}\n{json.dumps(row | more)}".encode())
    file.write(b"\n]}\n")


def _shaped(texts: list[str], like: Bits) -> list[Any]:
    """Return texts in the shape of an array: one a row, or a list a row."""
    if like.ndim == 1:
        return list(texts)
    width = like.shape[1]
    return [texts[start : start + width] for start in range(0, len(texts), width)]


def _row(table: Table, index: int, odd: str | list[str]) -> dict[str, Any]:
    fmt, entry = table.format, table.flags[index].tolist()
    x, y, low, high = (
        _texts(bits[index].tolist(), fmt) for bits in (table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits)
    )
    row: dict[str, Any] = {"x": x, "y": y}
    if not low == high == y:
        row |= {"y_lo": low, "y_hi": high}
    return row | {"y_odd": odd, "flags": list(map(flag_names, entry)) if isinstance(entry, list) else flag_names(entry)}


def _texts(bits: int | list[int], fmt: Format) -> str | list[str]:
    return list(map(fmt.hex, bits)) if isinstance(bits, list) else fmt.hex(bits)


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
        # The decimals are compared when the same bytes are written again.
        if not {"x", "y", "y_odd", "flags"} <= set(row) <= KEYS:
            raise TableError(f"{source}: a row has other keys than {', '.join(sorted(KEYS))}")
        rows.append(
            (row["x"], row["y"], row.get("y_lo", row["y"]), row.get("y_hi", row["y"]), row["y_odd"], row["flags"])
        )
    return from_rows(found, rows, source)
