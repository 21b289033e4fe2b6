"""Writing a file at once or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from symact.errors import SymactError


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside path; it takes path's name when the block ends well, and goes otherwise.

    Raises:
        SymactError: path cannot be written.
    """
    path = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        # mkstemp makes files for the owner alone; a new file has what the umask leaves.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from None
        raise


def check_writable(path: str | Path) -> None:
    """Raise SymactError before long work if a file at path could not be written."""
    path = Path(path)
    if path.is_dir():
        raise SymactError(f"cannot write {str(path)!r}: it is a folder; name a file")
    if not os.access(path.parent, os.W_OK) or not path.parent.is_dir():
        raise SymactError(f"cannot write {str(path)!r}: its folder does not exist or is not writable")


def _unwritable(path: Path, error: OSError) -> SymactError:
    return SymactError(f"cannot write {str(path)!r}: {error.strerror or error}; choose another path")
