"""Columns of a Parquet file; pyarrow reads it in a process of its own, because it may crash on an altered file."""

from symact.candidates.vectors.columns import Columns
from symact.candidates.vectors.readers import npz
from symact.system.parquet import RefusedError, asked

READ_AS = "Parquet"

SECONDS = 60
"""After which a reader is given up."""


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be a Parquet file."""
    return data.startswith(b"PAR1")


def parse(data: bytes) -> Columns:
    """Return the columns of numbers; a missing value is refused."""
    try:
        return npz.parse(asked("symact.candidates.vectors.parquet_process", data, SECONDS))
    except (ModuleNotFoundError, RefusedError) as error:
        raise ValueError(str(error)) from None
