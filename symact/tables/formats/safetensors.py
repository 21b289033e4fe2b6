"""Tables as safetensors: numbers in the format's own dtype, so that bfloat16 and float8 load as what they are."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import numpy.typing as npt

from symact.errors import SymactError
from symact.formats.arrays import to_numbers
from symact.reference.table import Table
from symact.tables import odd_columns
from symact.tables.manifest import manifest

FORMAT = "safetensors"

METADATA = "symact"
"""The one key of the metadata: the library writes several in an order that differs from run to run."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as safetensors: x, y, y_lo and y_hi as numbers, the rest and the manifest as in npz.

    Raises:
        SymactError: the safetensors library is not installed.
    """
    try:
        from safetensors.numpy import save
    except ImportError:
        raise SymactError("safetensors files need the library: pip install 'symact[safetensors]'") from None
    fmt = table.format
    tensors: dict[str, npt.NDArray[Any]] = {
        "x": to_numbers(table.x_bits, fmt),
        "y": to_numbers(table.y_bits, fmt),
        "y_lo": to_numbers(table.y_lo_bits, fmt),
        "y_hi": to_numbers(table.y_hi_bits, fmt),
        "flags": table.flags,
        **odd_columns.to_columns(table),
    }
    file.write(save(tensors, metadata={METADATA: json.dumps(manifest(table))}))
