"""A process of its own that reads the columns of a table as Parquet, and its manifest."""

import io
import os
import sys
from typing import Any

import numpy as np

from symact.system.parquet import RefusedError, serve

COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags", "y_odd")

NUMBERS = ("x", "y")
"""More columns of newer files: the numbers as float64."""

LAYOUTS = (COLUMNS, (*COLUMNS, *NUMBERS))

LARGEST_FOOTER = 1 << 20
"""Bytes, of texts and of lists in Parquet's own metadata."""

LEAST_ROW = 10
"""Bytes that a row takes at least: four encodings, flags, and the length of a text."""

SPARE = 1 << 28
"""Bytes of memory besides those in proportion to the file."""


def _columns(data: bytes) -> dict[str, Any]:
    """Return the columns and the manifest of a file.

    Raises:
        RefusedError: it is none that symact writes.
    """
    import pyarrow as pa
    from pyarrow import parquet

    _limit_memory(SPARE + 16 * len(data))
    limits = {"thrift_string_size_limit": LARGEST_FOOTER, "thrift_container_size_limit": LARGEST_FOOTER}
    try:
        file = parquet.ParquetFile(io.BytesIO(data), pre_buffer=False, **limits)
        fault = _fault(file, data)
        if fault:
            raise RefusedError(fault)
        manifest = file.metadata.metadata[b"symact"]
        found = {name: file.read(columns=[name], use_threads=False).column(0) for name in file.schema_arrow.names}
        text = "\n".join(found.pop("y_odd").to_pylist()).encode()
    # What pyarrow and missing or empty columns raise for altered bytes; this process exists to be lost to them.
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, MemoryError) as error:
        raise RefusedError(f"is truncated or altered ({' '.join(str(error)[:80].split())})") from None
    arrays: dict[str, Any] = {name: column.to_numpy() for name, column in found.items()}
    return arrays | {"y_odd": np.frombuffer(text, dtype=np.uint8), "manifest": np.frombuffer(manifest, dtype=np.uint8)}


def _fault(file: Any, data: bytes) -> str:
    """Return in what a file differs from a table's; rows that are plain take their bytes, so few cannot claim many."""
    about = file.metadata
    if set(about.metadata or {}) != {b"symact"}:
        return "has not the metadata of a table"
    if any(field.nullable for field in file.schema_arrow) or tuple(file.schema_arrow.names) not in LAYOUTS:
        return "has not the columns of a table"
    if about.num_rows * LEAST_ROW > len(data):
        return f"claims {about.num_rows} rows, which it does not hold"
    groups = [about.row_group(k) for k in range(about.num_row_groups)]
    chunks = [group.column(k) for group in groups for k in range(group.num_columns)]
    plain = all(c.compression == "UNCOMPRESSED" and set(c.encodings) <= {"PLAIN", "RLE"} for c in chunks)
    if not plain or sum(chunk.total_uncompressed_size for chunk in chunks) > len(data):
        return "is not stored plain and uncompressed, as symact's tables are"
    return ""


def _limit_memory(more: int) -> None:
    """Let this process grow by so many bytes at most, where the system can."""
    try:
        import resource

        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (used + more, used + more))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    sys.exit(serve(_columns))
