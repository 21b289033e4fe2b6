"""Tables as npz: unsigned integer arrays that np.load reads with allow_pickle=False."""

import io
import json
import zipfile
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.errors import TableError
from symact.formats import npy
from symact.formats.arrays import bits_dtype
from symact.formats.fixed import table_format
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.tables import odd_columns
from symact.tables.manifest import assemble, check_manifest, manifest

FORMAT = "npz"
READ_AS = "npz"
SAME_BYTES = True
SEVERAL = True

INTEGER_COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")
COLUMN_KINDS = {"x_bits": "", "y_bits": "", "y_lo_bits": "", "y_hi_bits": "", "flags": "u2"} | odd_columns.KINDS
"""Dtypes of an npz's arrays; empty where the table's format decides."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as npz; equal tables give equal bytes.

    So the entries carry no time, and are not compressed: versions of zlib compress differently.
    """
    text = json.dumps(manifest(table)).encode()
    arrays: dict[str, npt.NDArray[Any]] = {
        "x_bits": table.x_bits,
        "y_bits": table.y_bits,
        "y_lo_bits": table.y_lo_bits,
        "y_hi_bits": table.y_hi_bits,
        "flags": table.flags,
        **odd_columns.to_columns(table),
        "manifest": np.frombuffer(text, dtype=np.uint8),
    }
    buffer = io.BytesIO()  # zipfile writes other bytes to what it cannot seek in, such as a pipe
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # the same on every system
            with archive.open(entry, "w") as member:
                little = array.astype(array.dtype.newbyteorder("<"))
                np.lib.format.write_array(member, little, version=(1, 0), allow_pickle=False)
    file.write(buffer.getvalue())


def recognises(data: bytes) -> bool:
    """Whether data may be a zip archive."""
    return data.startswith(b"PK")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
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
    shaped = 2 if "in_shape" in found else 1
    columns = {
        key: _array(arrays[key], COLUMN_KINDS[key] or f"u{width}", shaped if key in INTEGER_COLUMNS else 1)
        for key in arrays
    }
    return assemble(found, {key: columns[key] for key in INTEGER_COLUMNS}, odd_columns.from_columns(columns), source)


def _array(data: bytes, kind: str, most: int = 1) -> npt.NDArray[Any]:
    """Return the array of that kind in a .npy file, of one dimension or of at most so many."""
    found = npy.parse(data)
    if found.dtype != np.dtype(f"<{kind}") or not 1 <= found.ndim <= most:
        raise ValueError(f"an array of {found.dtype} and shape {found.shape} where {kind} of one dimension must be")
    return found.astype(found.dtype.newbyteorder("="))
