"""The manifest of one activation's folder of published tables, written and read; plain data alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

from symact.errors import TableError
from symact.system.files import read_bytes

MANIFEST = "manifest.json"

LARGEST_MANIFEST = 1 << 20
"""Bytes; a manifest takes 10 KB."""

SCHEMA = "symact-folder-1"
"""Name of the layout; it changes when a reader must change."""

KEYS = ("schema", "name", "definition_hash", "params", "engines", "points", "files", "exhaustive")
"""The manifest's keys besides its own sha256."""


def file_name(format_name: str, order: int | str) -> str:
    """Return the name of a point table inside its activation's folder, before it is packed; order may be jvp or vjp."""
    return f"{format_name}.{order if isinstance(order, str) else f'order{order}'}.csv"


def to_bytes(about: dict[str, Any]) -> bytes:
    """Return a manifest as the bytes of its file, its own SHA-256 (of the sorted JSON without it) added."""
    return (json.dumps({**about, "sha256": _digest(about)}, indent=1) + "\n").encode()


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest in a file.

    Raises:
        TableError: the file cannot be read, or is truncated, altered or no manifest.
    """
    try:
        data = read_bytes(path, LARGEST_MANIFEST)
        about = json.loads(data)
        if not isinstance(about, dict):
            raise ValueError("no object")
        digest = about.pop("sha256", None)
        intact = digest == _digest(about) and to_bytes(about) == data
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise TableError(f"{path}: is truncated or no manifest of tables; publish the folder again") from None
    if not intact:
        raise TableError(f"{path}: does not match its own SHA-256; the file is altered, publish the folder again")
    if about.get("schema") != SCHEMA or set(about) != set(KEYS) or not _files_are_plain(about["files"]):
        raise TableError(f"{path}: is not of layout {SCHEMA!r}; use the version that wrote it")
    checked: dict[str, Any] = about
    return checked


def _files_are_plain(files: object) -> bool:
    """Whether files are names without a folder, each with its rows and hash."""
    return isinstance(files, dict) and all(
        Path(name).name == name and isinstance(entry, dict) and set(entry) == {"rows", "sha256"}
        for name, entry in files.items()
    )


def _digest(about: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
