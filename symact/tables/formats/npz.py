"""Tables as npz: unsigned integer arrays that np.load reads with allow_pickle=False."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.reference.table import Table
from symact.tables import odd_columns
from symact.tables.manifest import manifest

FORMAT = "npz"


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
