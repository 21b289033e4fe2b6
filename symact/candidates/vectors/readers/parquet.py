"""Columns of a Parquet file; pyarrow reads it in a process of its own, because it may crash on an altered file."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from symact.candidates.vectors.columns import Columns
from symact.candidates.vectors.readers import npz

READ_AS = "Parquet"

SECONDS = 60
"""After which a reader is given up."""


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be a Parquet file."""
    return data.startswith(b"PAR1")


def parse(data: bytes) -> Columns:
    """Return the columns of numbers; a missing value is refused."""
    if importlib.util.find_spec("pyarrow") is None:
        raise ValueError("Parquet needs pyarrow: pip install 'symact[parquet]'")
    command = [sys.executable, "-m", "symact.candidates.vectors.parquet_process"]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(f"it is not read within {SECONDS} s") from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise ValueError(said[-1] if run.returncode == 2 and said else "it makes the reader of Parquet crash")
    return npz.parse(run.stdout)
