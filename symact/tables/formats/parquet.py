"""Tables as Parquet: one row an input, encodings as unsigned integers."""

from __future__ import annotations

import io
import json
from typing import BinaryIO

from symact.errors import SymactError
from symact.reference.table import Table
from symact.tables.manifest import manifest, odd_text

FORMAT = "parquet"

METADATA = b"symact"
"""Key of the manifest in the file's metadata."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as Parquet: columns x_bits, y_bits, y_lo_bits, y_hi_bits, flags and y_odd (text, as in CSV).

    Plain and uncompressed, so that a reader can bound what it allocates by the size of the file.

    Raises:
        SymactError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise SymactError("Parquet files need pyarrow: pip install 'symact[parquet]'") from None
    columns = {
        "x_bits": pa.array(table.x_bits),
        "y_bits": pa.array(table.y_bits),
        "y_lo_bits": pa.array(table.y_lo_bits),
        "y_hi_bits": pa.array(table.y_hi_bits),
        "flags": pa.array(table.flags),
        "y_odd": pa.array([odd_text(wide) for wide in table.wide], type=pa.string()),
    }
    fields = [pa.field(name, column.type, nullable=False) for name, column in columns.items()]
    content = pa.table(list(columns.values()), schema=pa.schema(fields))
    plain = {"compression": "none", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    buffer = io.BytesIO()
    with parquet.ParquetWriter(buffer, content.schema, **plain) as writer:
        writer.write_table(content)
        writer.add_key_value_metadata({METADATA: json.dumps(manifest(table)).encode()})
    file.write(buffer.getvalue())
