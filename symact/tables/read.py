"""Reading tables back, with nothing but NumPy and nothing trusted; every defect is one TableError."""

from __future__ import annotations

import importlib
import io
import pkgutil
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from symact.errors import TableError, excerpt
from symact.reference.table import Table
from symact.system.files import read_bytes
from symact.system.gzipped import is_packed, unpacked
from symact.tables import formats
from symact.tables.text_rows import LARGEST_TEXT

LARGEST_FILE = 1 << 28
"""Bytes, of a file and of what an archive unpacks to; an exhaustive 16-bit table takes 2.6 MB as npz."""

DEFECTS = (
    *(ValueError, LookupError, TypeError, AttributeError, EOFError, OSError, ArithmeticError),
    *(RuntimeError, SyntaxError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What the parsers of the formats raise on defective files."""


class Reader(Protocol):
    """A module of symact.tables.formats that reads back what it writes.

    With ``SAME_BYTES = True`` a file must be what `write` makes of its table, to the byte; ``LARGEST`` bounds its size,
    and ``writer_of(data)`` returns which writer made it, where there are several.
    """

    READ_AS: str
    """What an error calls the format."""

    def recognises(self, data: bytes) -> bool:
        """Whether a file's first bytes are this format's."""

    def parse(self, data: bytes, source: str) -> Table:
        """Return the table in a file's bytes; raises TableError, or any of DEFECTS."""

    def write(self, table: Table, file: BinaryIO) -> None:
        """Write a table to a binary stream."""


def read(path: str | Path) -> Table:
    """Read a table that symact wrote, in any of the formats that can be read back.

    Args:
        path: the file; its first bytes say which format it has, and whether gzip packed it, as published ones are.

    Returns:
        The table, its content compared with its SHA-256.

    Raises:
        TableError: the file cannot be read, or is truncated, altered or no table.
    """
    if not isinstance(path, (str, Path)) or "\0" in str(path):
        raise TableError(f"a table is read from the path of a file, not from {excerpt(path)}")
    return parse(contents(path), str(path))


def contents(path: str | Path) -> bytes:
    """Return the bytes of a table file, unpacked if they are packed.

    Raises:
        TableError: it cannot be read, or does not unpack within the limit of text.
    """
    try:
        data = read_bytes(path, LARGEST_FILE)
        return unpacked(data, LARGEST_TEXT) if is_packed(data) else data
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, zlib.error) as error:
        raise TableError(f"{path}: is truncated or altered ({error}); build it again") from None


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes, as `read` does.

    Raises:
        TableError: they are truncated, altered or no table.
    """
    found = _reader(data, source)
    try:
        table = found.parse(data, source)
    except DEFECTS as error:
        reason = " ".join(str(error)[:80].split())
        raise TableError(f"{source}: is truncated or altered ({reason}); build it again") from None
    if not getattr(found, "SAME_BYTES", False):
        # A library owns the bytes; the digest covers the content.
        return table
    # A digest covers the content; that nothing else was touched shows when the same bytes come out again.
    again = io.BytesIO()
    getattr(found, "writer_of", lambda data: found.write)(data)(table, again)
    if again.getvalue() != data:
        raise TableError(f"{source}: is not written as symact writes it; the file is altered, build it again")
    return table


def _reader(data: bytes, source: str) -> Reader:
    """Return the module of symact.tables.formats that reads a file's bytes."""
    found = next((each for each in readers() if each.recognises(data)), None)
    if found is None:
        *most, last = (each.READ_AS for each in readers())
        raise TableError(f"{source}: is no table; tables are {', '.join(most)} or {last}")
    largest = getattr(found, "LARGEST", LARGEST_FILE)
    if len(data) > largest:
        raise TableError(f"{source}: has more than {largest} bytes, which is too much for text; use npz")
    return found


@cache
def readers() -> tuple[Reader, ...]:
    """Return the formats that can be read back, found and not listed."""
    found = (importlib.import_module(f"{formats.__name__}.{m.name}") for m in pkgutil.iter_modules(formats.__path__))
    return tuple(module for module in found if hasattr(module, "parse"))
