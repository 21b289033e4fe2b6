"""Reading tables back, with nothing but NumPy and nothing trusted; every defect is one TableError."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.errors import TableError
from symact.formats import npy
from symact.formats.arrays import bits_dtype
from symact.formats.fixed import table_format
from symact.reference.table import Table
from symact.system.files import read_bytes
from symact.tables import odd_columns, parquet_reading, safetensors_reading
from symact.tables.formats import csv, json, npz
from symact.tables.formats.csv import COLUMNS
from symact.tables.manifest import assemble, check_manifest, parse_flags, parse_odd, strict_json

LARGEST_FILE = 1 << 28
"""Bytes, of a file and of what an archive unpacks to; an exhaustive 16-bit table takes 2.6 MB as npz."""

LARGEST_TEXT = 1 << 26
"""Bytes of CSV and JSON, which take about 20 times as much memory; an exhaustive 16-bit table takes 6 MB."""

DEFECTS = (
    *(ValueError, LookupError, TypeError, AttributeError, EOFError, OSError, ArithmeticError),
    *(RuntimeError, SyntaxError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What the parsers of the three formats raise on defective files."""

Parser = Callable[[bytes, str], Table]
Writer = Callable[[Table, BinaryIO], None]

INTEGER_COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")
COLUMN_KINDS = {"x_bits": "", "y_bits": "", "y_lo_bits": "", "y_hi_bits": "", "flags": "u2"} | odd_columns.KINDS
"""Dtypes of an npz's arrays; empty where the table's format decides."""


def read(path: str | Path) -> Table:
    """Read a table that symact wrote, as CSV, JSON, npz, safetensors or Parquet.

    Args:
        path: the file; its first bytes say which format it has.

    Returns:
        The table, its content compared with its SHA-256.

    Raises:
        TableError: the file cannot be read, or is truncated, altered or no table.
    """
    source = str(path)
    try:
        data = read_bytes(path, LARGEST_FILE)
    except OSError as error:
        raise TableError(f"{source}: cannot be read: {error.strerror}") from None
    parse, write = _parser(data, source)
    try:
        table = parse(data, source)
    except DEFECTS as error:
        reason = " ".join(str(error)[:80].split())
        raise TableError(f"{source}: is truncated or altered ({reason}); build it again") from None
    if write is None:
        # A library owns the bytes; the digest covers the content.
        return table
    # A digest covers the content; that nothing else was touched shows when the same bytes come out again.
    again = io.BytesIO()
    write(table, again)
    if again.getvalue() != data:
        raise TableError(f"{source}: is not written as symact writes it; the file is altered, build it again")
    return table


def _parser(data: bytes, source: str) -> tuple[Parser, Writer | None]:
    """Return what reads a file's bytes, and what must write the same again; None where a library owns the bytes."""
    if data[:1] in (b"#", b"{") and len(data) > LARGEST_TEXT:
        raise TableError(f"{source}: has more than {LARGEST_TEXT} bytes, which is too much for text; use npz")
    if data.startswith(b"PK"):
        return _read_npz, npz.write
    if data.startswith(b"#"):
        return _read_csv, csv.write
    if data.startswith(b"{"):
        return _read_json, json.write
    if parquet_reading.recognises(data):
        return parquet_reading.parse, None
    if safetensors_reading.recognises(data):
        return safetensors_reading.parse, None
    raise TableError(f"{source}: is no table; tables are CSV, JSON, npz, safetensors or Parquet")


def _read_csv(data: bytes, source: str) -> Table:
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
    return _from_rows(found, rows, source)


def _read_json(data: bytes, source: str) -> Table:
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
    return _from_rows(found, rows, source)


def _from_rows(found: dict[str, Any], rows: list[tuple[Any, ...]], source: str) -> Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    encodings = {
        key: [_encoding(text) for text in column] for key, column in zip(INTEGER_COLUMNS[:4], columns[:4], strict=True)
    }
    flags = [parse_flags(names) for names in columns[5]]
    return assemble(found, {**encodings, "flags": flags}, tuple(parse_odd(text) for text in columns[4]), source)


def _encoding(text: str) -> int:
    value = int(text.removeprefix("0x"), 16)
    if f"{value:#0{len(text)}x}" != text:
        raise ValueError(f"not an encoding: {text[:20]!r}")
    return value


def _read_npz(data: bytes, source: str) -> Table:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sorted(e.filename for e in entries) != sorted(f"{key}.npy" for key in (*COLUMN_KINDS, "manifest")):
            raise TableError(f"{source}: the archive does not hold exactly the arrays of a table")
        # symact stores entries plain; zipfile unpacks no more than an entry's declared size.
        if any(e.compress_type != zipfile.ZIP_STORED for e in entries) or sum(e.file_size for e in entries) > len(data):
            raise TableError(f"{source}: its entries unpack to more than the file, so it is no table of symact's")
        arrays = {e.filename.removesuffix(".npy"): archive.read(e) for e in entries}
    text = _array(arrays.pop("manifest"), "u1").tobytes().decode("ascii")
    found = check_manifest(strict_json(text), source)
    width = bits_dtype(table_format(found["dtype"])).itemsize
    columns = {key: _array(arrays[key], COLUMN_KINDS[key] or f"u{width}") for key in arrays}
    return assemble(found, {key: columns[key] for key in INTEGER_COLUMNS}, odd_columns.from_columns(columns), source)


def _array(data: bytes, kind: str) -> npt.NDArray[Any]:
    """Return the one-dimensional array of that kind in a .npy file."""
    found = npy.parse(data)
    if found.dtype != np.dtype(f"<{kind}") or found.ndim != 1:
        raise ValueError(f"an array of {found.dtype} and shape {found.shape} where {kind} of one dimension must be")
    return found.astype(found.dtype.newbyteorder("="))
