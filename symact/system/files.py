"""Files are written at once or not at all, and read within a limit."""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from symact.errors import SymactError


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside path; it takes path's name when the block ends well, and goes otherwise.

    A device or pipe, such as /dev/stdout, is written to and never replaced; a link is followed.

    Raises:
        SymactError: path cannot be written.
    """
    path = Path(os.path.realpath(path))
    if _is_device(path):
        try:
            with path.open("wb") as file:
                yield file
        except OSError as error:
            raise _unwritable(path, error) from None
        return
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


@contextmanager
def new_folder(path: str | Path) -> Iterator[Path]:
    """Make a temporary folder beside path; it takes path's name when the block ends well, and goes otherwise.

    Raises:
        SymactError: path exists and is no empty folder, or cannot be written.
    """
    check_folder(path)
    path = Path(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as temporary:
            made = Path(temporary) / "new"
            made.mkdir()
            yield made
            made.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def check_folder(path: str | Path) -> None:
    """Raise SymactError before long work if a folder at path could not be made."""
    path = Path(path)
    empty = path.is_dir() and not any(path.iterdir())
    if path.is_file():
        raise SymactError(f"cannot write a folder at {str(path)!r}: it is a file; name a new folder")
    if os.path.lexists(path) and not empty:
        raise SymactError(f"cannot write the folder {str(path)!r}: it exists and is not empty; name a new one")
    if not path.name or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise SymactError(f"cannot write the folder {str(path)!r}: its parent does not exist or is not writable")


def check_writable(path: str | Path) -> None:
    """Raise SymactError before long work if a file at path could not be written."""
    path = Path(path)
    if _is_device(path):
        return
    if path.is_dir():
        raise SymactError(f"cannot write {str(path)!r}: it is a folder; name a file")
    if not os.access(path.parent, os.W_OK) or not path.parent.is_dir():
        raise SymactError(f"cannot write {str(path)!r}: its folder does not exist or is not writable")


def _is_device(path: Path) -> bool:
    """Whether a path is there and is neither a file nor a folder; os.path never raises."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def discard(path: str | Path) -> None:
    """Remove a file that is done with, if it is there; a device is never removed."""
    if not _is_device(Path(path)):
        Path(path).unlink(missing_ok=True)


def read_bytes(path: str | Path, limit: int) -> bytes:
    """Return the content of a regular file of at most limit bytes.

    Raises:
        OSError: it cannot be read, is no regular file (a device may have no end), or is larger.
    """
    # Checked before it is opened: a pipe without a writer would wait for ever.
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(0, "it is no regular file")
    with Path(path).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(0, f"it is larger than {limit} bytes, so no file of symact's")
    return data


def read_own(path: str | Path, limit: int) -> bytes:
    """Return the content of a file that symact wrote for this user: no link, no other's, not writable by others.

    Raises:
        OSError: it is none such, or as `read_bytes`.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "it is no regular file")
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise OSError(0, "others could have written it")
    return read_bytes(path, limit)


def strict_json(text: str | bytes, **readers: Any) -> Any:
    """Return what JSON says, numbers by the readers of `json.loads`; raises ValueError where a key stands twice."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique, **readers)


def sealed(data: Any) -> bytes:
    """Return plain data as JSON with its digest, which finds what was damaged, not who did it."""
    text = json.dumps(data, sort_keys=True, allow_nan=False)
    return json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "data": data}, indent=1).encode() + b"\n"


def unsealed(content: bytes) -> Any:
    """Return the data of what `sealed` made.

    Raises:
        ValueError: it is something else, or was altered.
    """
    try:
        found = json.loads(content)
        text = json.dumps(found["data"], sort_keys=True, allow_nan=False)
        if found["sha256"] == hashlib.sha256(text.encode()).hexdigest():
            return found["data"]
    # JSON of another form.
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no digest") from error
    raise ValueError("another digest")


def _unwritable(path: Path, error: OSError) -> SymactError:
    return SymactError(f"cannot write {str(path)!r}: {error.strerror or error}; choose another path")
