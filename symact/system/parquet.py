"""Parquet files are read in a process of its own, because pyarrow may end the whole process on an altered one.

The process takes the file on standard input and writes arrays as npz on standard output, or one line on standard error
and exit code 2.
"""

import importlib.util
import io
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symact.errors import SymactError

REFUSED = 2
"""Exit code of a process that says why it refuses a file."""


class RefusedError(SymactError):
    """A file is refused; the message says why in one line."""


def serve(read: Callable[[bytes], Mapping[str, Any]]) -> int:
    """Answer the one question on standard input; what a process for Parquet consists of. Returns the exit code.

    Args:
        read: returns the arrays of a file, or raises RefusedError.
    """
    try:
        arrays = read(sys.stdin.buffer.read())
    except RefusedError as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    sys.stdout.buffer.write(buffer.getvalue())
    return 0


def asked(module: str, data: bytes, seconds: float) -> bytes:
    """Return the npz that a module, run as a program, makes of a Parquet file.

    Args:
        module: its dotted name; it calls `serve`.
        data: the file.
        seconds: after which it is given up.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; the message names the remedy.
        RefusedError: the file is refused; the message goes on after its name.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise ModuleNotFoundError("Parquet needs pyarrow: pip install '.[parquet]' in a clone of symact")
    try:
        run = subprocess.run(
            [sys.executable, "-m", module], input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(f"is not read within {seconds:g} s") from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise RefusedError(said[-1] if run.returncode == REFUSED and said else "makes the reader of Parquet crash")
    return run.stdout
