"""A process of its own that reads the columns of numbers of somebody's Parquet file."""

import io
import sys
from typing import Any

import numpy as np

from symact.candidates.process.resources import limited
from symact.system.parquet import RefusedError, serve

MOST_COLUMNS, MOST_CELLS = 256, 1 << 24

MEMORY = 3 << 30
"""Bytes that reading may take: a compressed file may claim what it likes. Arrow's allocator reserves 1 GiB at once."""

LARGEST_FOOTER = 1 << 22
"""Bytes, of texts and of lists in Parquet's own metadata."""


def _columns(data: bytes) -> dict[str, Any]:
    """Return the columns of numbers of a file.

    Raises:
        RefusedError: it is too large, has missing values, or pyarrow does not read it.
    """
    import pyarrow as pa
    from pyarrow import parquet

    limits = {"thrift_string_size_limit": LARGEST_FOOTER, "thrift_container_size_limit": LARGEST_FOOTER}
    try:
        with limited(MEMORY):
            file = parquet.ParquetFile(io.BytesIO(data), pre_buffer=False, **limits)
            schema, rows = file.schema_arrow, file.metadata.num_rows
            if len(schema) > MOST_COLUMNS or rows * len(schema) > MOST_CELLS:
                raise RefusedError(f"{rows} rows of {len(schema)} columns are too many")
            numbers = [f.name for f in schema if pa.types.is_floating(f.type) or pa.types.is_integer(f.type)]
            found: dict[str, Any] = {}
            for name in numbers:
                column = file.read(columns=[name], use_threads=False).column(0)
                if column.null_count:
                    raise RefusedError(f"the column {name[:30]} has {column.null_count} missing values")
                found[name] = np.asarray(column.to_numpy())
            return found
    # What pyarrow raises for altered bytes; this process exists to be lost to them.
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, IndexError, MemoryError) as error:
        raise RefusedError(" ".join(str(error)[:100].split()) or type(error).__name__) from None


if __name__ == "__main__":
    sys.exit(serve(_columns))
