"""Tables as npz: unsigned integer arrays that np.load reads with allow_pickle=False."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.tables.content import manifest
from symact.tables.model import Table

FORMAT = "npz"

NO_VALUE, NEGATIVE, EXACT = 1, 2, 4
"""Bits of y_odd_kind: there is no value, its sign, whether nothing was rounded."""


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
        **odd_columns(table),
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


def odd_columns(table: Table) -> dict[str, npt.NDArray[Any]]:
    """Return the rounded-to-odd values: value = (-1)^sign * (hi * 2^64 + lo) * 2^(exponent - 2^17)."""
    low_mask = (1 << 64) - 1
    kind, high, low, exponent = [], [], [], []
    for wide in table.wide:
        significand = 0 if wide is None else wide.significand
        flags = NO_VALUE if wide is None else NEGATIVE * wide.negative + EXACT * wide.exact
        kind.append(flags)
        high.append(significand >> 64)
        low.append(significand & low_mask)
        exponent.append((1 << 17) + (0 if wide is None else wide.exponent))
    return {
        "y_odd_kind": np.array(kind, dtype=np.uint8),
        "y_odd_hi": np.array(high, dtype=np.uint64),
        "y_odd_lo": np.array(low, dtype=np.uint64),
        "y_odd_exponent": np.array(exponent, dtype=np.uint32),
    }
