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

from symact.arrays import bits_dtype
from symact.errors import TableError
from symact.files import read_bytes
from symact.fixed_point import table_format
from symact.tables import odd, read_parquet, read_safetensors, write_csv, write_json, write_npz
from symact.tables.content import assemble, check_manifest, parse_flags, parse_wide, strict_json
from symact.tables.model import Table
from symact.tables.write_csv import COLUMNS

LARGEST_FILE = 1 << 28
"""Bytes, of a file and of what an archive unpacks to; an exhaustive 16-bit table takes 6 MB as JSON."""

DEFECTS = (
    *(ValueError, LookupError, TypeError, AttributeError, EOFError, OSError, ArithmeticError),
    *(RuntimeError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What the parsers of the three formats raise on defective files."""

INTEGER_COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")
COLUMN_KINDS = {"x_bits": "", "y_bits": "", "y_lo_bits": "", "y_hi_bits": "", "flags": "u2"} | odd.KINDS
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
    parse: Callable[[bytes, str], Table]
    write: Callable[[Table, BinaryIO], None] | None = None
    if data.startswith(b"PK"):
        parse, write = _read_npz, write_npz.write
    elif data.startswith(b"#"):
        parse, write = _read_csv, write_csv.write
    elif data.startswith(b"{"):
        parse, write = _read_json, write_json.write
    elif read_parquet.recognises(data):
        parse = read_parquet.parse
    elif read_safetensors.recognises(data):
        parse = read_safetensors.parse
    else:
        raise TableError(f"{source}: is no table; tables are CSV, JSON, npz, safetensors or Parquet")
    try:
        table = parse(data, source)
    except DEFECTS as error:
        reason = " ".join(str(error)[:80].split())
        raise TableError(f"{source}: is truncated or altered ({reason}); build it again") from None
    if write is None:
        return table  # other people's libraries own the bytes; the digest covers the content
    # A digest covers the content; that nothing else was touched shows when the same bytes come out again.
    again = io.BytesIO()
    write(table, again)
    if again.getvalue() != data:
        raise TableError(f"{source}: is not written as symact writes it; the file is altered, build it again")
    return table


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
    return assemble(found, {**encodings, "flags": flags}, tuple(parse_wide(text) for text in columns[4]), source)


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
        if any(e.file_size > len(data) for e in entries):
            raise TableError(f"{source}: an entry unpacks to more than the file, so it is no table of symact's")
        arrays = {e.filename.removesuffix(".npy"): archive.read(e) for e in entries}
    text = _array(arrays.pop("manifest"), "u1").tobytes().decode("ascii")
    found = check_manifest(strict_json(text), source)
    width = bits_dtype(table_format(found["dtype"])).itemsize
    columns = {key: _array(arrays[key], COLUMN_KINDS[key] or f"u{width}") for key in arrays}
    return assemble(found, {key: columns[key] for key in INTEGER_COLUMNS}, odd.from_columns(columns), source)


def _array(data: bytes, kind: str) -> npt.NDArray[Any]:
    """Return the one-dimensional array of that kind in a .npy file, as long as the data, whatever the header claims."""
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("not version 1.0 of .npy")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=1024)
    body = data[file.tell() :]
    if dtype != np.dtype(f"<{kind}") or len(shape) != 1:
        raise ValueError(f"an array of {dtype} and shape {shape} where {kind} of one dimension must be")
    return np.frombuffer(body, dtype=dtype).astype(dtype.newbyteorder("="))
