"""Tables in Parquet files, read by pyarrow; what a file may make it allocate is bounded by the file's size."""

from __future__ import annotations

import io
import json
from typing import Any

from symact.arrays import bits_dtype
from symact.errors import TableError
from symact.fixed_point import table_format
from symact.tables.content import assemble, check_manifest, parse_wide, strict_json
from symact.tables.model import Table

COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags", "y_odd")

LARGEST_FOOTER = 1 << 20
"""Bytes, of texts and of lists in Parquet's own metadata."""

LEAST_ROW = 10
"""Bytes that a row takes at least: four encodings, flags, and the length of a text."""


def recognises(data: bytes) -> bool:
    """Whether data may be a Parquet file."""
    return data.startswith(b"PAR1")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what pyarrow raises on defective data."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise TableError(f"{source}: is Parquet, which needs pyarrow: pip install 'symact[parquet]'") from None
    limits = {"thrift_string_size_limit": LARGEST_FOOTER, "thrift_container_size_limit": LARGEST_FOOTER}
    try:
        file = parquet.ParquetFile(io.BytesIO(data), pre_buffer=False, **limits)
        found = _manifest(file.metadata.metadata or {}, source)
        _check_shape(file, data, found, source)
        columns = {name: file.read(columns=[name], use_threads=False).column(0) for name in COLUMNS}
    except pa.ArrowException as error:
        reason = " ".join(str(error)[:80].split())
        raise TableError(f"{source}: is truncated or altered ({reason}); build it again") from None
    arrays: dict[str, Any] = {name: column.to_numpy() for name, column in columns.items() if name != "y_odd"}
    return assemble(found, arrays, tuple(parse_wide(text) for text in columns["y_odd"].to_pylist()), source)


def _manifest(metadata: dict[bytes, bytes], source: str) -> dict[str, Any]:
    if set(metadata) != {b"symact"}:
        raise TableError(f"{source}: its metadata are not those of a table")
    text = metadata[b"symact"].decode("ascii")
    found = check_manifest(strict_json(text), source)
    if json.dumps(found) != text:
        raise TableError(f"{source}: the manifest is not written as symact writes it; the file is altered")
    return found


def _check_shape(file: Any, data: bytes, found: dict[str, Any], source: str) -> None:
    """Raise TableError unless columns and rows are those of a table, and stored as symact stores them.

    Rows that are plain and not compressed take their bytes in the file, so a short file cannot claim many.
    """
    about, word = file.metadata, str(bits_dtype(table_format(found["dtype"])))
    types = [(field.name, str(field.type), field.nullable) for field in file.schema_arrow]
    if types != [
        *((name, word, False) for name in COLUMNS[:4]),
        ("flags", "uint16", False),
        ("y_odd", "string", False),
    ]:
        raise TableError(f"{source}: its columns are not those of a table of {found['dtype']}")
    if about.num_rows != found["rows"] or about.num_rows * LEAST_ROW > len(data):
        raise TableError(f"{source}: claims {about.num_rows} rows, which it does not hold; the file is altered")
    groups = [about.row_group(k) for k in range(about.num_row_groups)]
    chunks = [group.column(k) for group in groups for k in range(group.num_columns)]
    sizes = sum(chunk.total_uncompressed_size for chunk in chunks)
    plain = all(c.compression == "UNCOMPRESSED" and set(c.encodings) <= {"PLAIN", "RLE"} for c in chunks)
    if not plain or sizes > len(data) or sum(group.num_rows for group in groups) != about.num_rows:
        raise TableError(f"{source}: is not stored plain and uncompressed, as symact's tables are")
