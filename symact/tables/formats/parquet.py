"""Tables as Parquet: one row an input, encodings as unsigned integers.

pyarrow reads them in a process of its own, because it may crash on an altered file.
"""

import io
import json
import zipfile
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError, TableError
from symact.formats import npy
from symact.formats.arrays import to_float64
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.system.parquet import RefusedError, asked
from symact.tables.manifest import assemble, check_manifest, manifest, odd_text, parse_odd

FORMAT = "parquet"
READ_AS = "Parquet"

METADATA = b"symact"
"""Key of the manifest in the file's metadata."""

SECONDS = 120
"""After which a reader is given up."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as Parquet: columns x_bits, y_bits, y_lo_bits, y_hi_bits, flags, y_odd (text, as in CSV), x and y.

    x and y are the numbers themselves as float64, which holds those of every format.
    Plain and uncompressed, so that a reader can bound what it allocates by the size of the file.

    Raises:
        SymactError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise SymactError("Parquet files need pyarrow: pip install '.[parquet]' in a clone of symact") from None
    columns = {
        "x_bits": pa.array(table.x_bits),
        "y_bits": pa.array(table.y_bits),
        "y_lo_bits": pa.array(table.y_lo_bits),
        "y_hi_bits": pa.array(table.y_hi_bits),
        "flags": pa.array(table.flags),
        "y_odd": pa.array([odd_text(wide) for wide in table.wide], type=pa.string()),
        **{name: pa.array(values) for name, values in _numbers(table).items()},
    }
    fields = [pa.field(name, column.type, nullable=False) for name, column in columns.items()]
    content = pa.table(list(columns.values()), schema=pa.schema(fields))
    plain = {"compression": "none", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    buffer = io.BytesIO()
    with parquet.ParquetWriter(buffer, content.schema, **plain) as writer:
        writer.write_table(content)
        writer.add_key_value_metadata({METADATA: json.dumps(manifest(table)).encode()})
    file.write(buffer.getvalue())


write_decimals = write


def _numbers(table: Table) -> dict[str, npt.NDArray[np.float64]]:
    return {"x": to_float64(table.x_bits, table.format), "y": to_float64(table.y_bits, table.format)}


def recognises(data: bytes) -> bool:
    """Whether data may be a Parquet file."""
    return data.startswith(b"PAR1")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    try:
        answer = asked("symact.tables.parquet_process", data, SECONDS)
    except ModuleNotFoundError as error:
        raise TableError(f"{source}: {error}") from None
    except RefusedError as error:
        raise TableError(f"{source}: {error}; the file is altered, build it again") from None
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        arrays = {name.removesuffix(".npy"): npy.parse(archive.read(name)) for name in archive.namelist()}
    text, odd = (arrays.pop(name).tobytes().decode("ascii") for name in ("manifest", "y_odd"))
    found = check_manifest(strict_json(text), source)
    if json.dumps(found) != text:
        raise TableError(f"{source}: the manifest is not written as symact writes it; the file is altered")
    rows = odd.split("\n") if odd else []
    numbers = {name: arrays.pop(name) for name in ("x", "y") if name in arrays}
    table = assemble(found, arrays, tuple(parse_odd(line) for line in rows), source)
    if any(not _same(given, _numbers(table)[name]) for name, given in numbers.items()):
        raise TableError(f"{source}: a number of x or y is not that of its encoding; the file is altered")
    return table


def _same(given: npt.NDArray[Any], due: npt.NDArray[np.float64]) -> bool:
    """Whether numbers are the same, zeros of the same sign, and NaN where NaN is due."""
    if given.dtype != due.dtype or not np.array_equal(given, due, equal_nan=True):
        return False
    return bool((np.signbit(given) == np.signbit(due))[~np.isnan(due)].all())
