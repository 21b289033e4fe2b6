"""Tables in Parquet files, read by pyarrow in a process of its own, because it may crash on an altered file."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import zipfile

from symact.errors import TableError
from symact.formats import npy
from symact.reference.table import Table
from symact.tables.manifest import assemble, check_manifest, parse_odd, strict_json

SECONDS = 120
"""After which a reader is given up."""


def recognises(data: bytes) -> bool:
    """Whether data may be a Parquet file."""
    return data.startswith(b"PAR1")


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    if importlib.util.find_spec("pyarrow") is None:
        raise TableError(f"{source}: is Parquet, which needs pyarrow: pip install 'symact[parquet]'")
    command = [sys.executable, "-m", "symact.tables.parquet_process"]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise TableError(f"{source}: is not read within {SECONDS} s; the file is altered, build it again") from None
    if run.returncode:
        said = (
            run.stderr.decode(errors="replace").strip() if run.returncode == 2 else "makes the reader of Parquet crash"
        )
        raise TableError(f"{source}: {said}; the file is altered, build it again")
    with zipfile.ZipFile(io.BytesIO(run.stdout)) as archive:
        arrays = {name.removesuffix(".npy"): npy.parse(archive.read(name)) for name in archive.namelist()}
    text, odd = (arrays.pop(name).tobytes().decode("ascii") for name in ("manifest", "y_odd"))
    found = check_manifest(strict_json(text), source)
    if json.dumps(found) != text:
        raise TableError(f"{source}: the manifest is not written as symact writes it; the file is altered")
    rows = odd.split("\n") if odd else []
    return assemble(found, arrays, tuple(parse_odd(line) for line in rows), source)
