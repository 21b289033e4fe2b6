"""What was derived or computed is kept on disk, keyed by everything it depends on: definition, program, libraries.

Nothing here imports SymPy: a sheet that is known is shown without it.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import accumulate
from pathlib import Path
from typing import Any

from symact.errors import SymactError
from symact.system.files import read_own, replacing, sealed, unsealed

LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy")
"""Distributions on whose version what is kept depends."""

LIMIT = 1 << 26
"""Bytes of a file."""

MOST_FILES = 400
"""Files kept of one kind; the oldest go first."""

MOST_BYTES = 1 << 29
"""Bytes that they may take together, the newest file left out."""


def folder() -> Path | None:
    """Return where sheets are kept; None if the variable SYMACT_CACHE is ``off``.

    SYMACT_CACHE names another folder; the default is ``symact`` in XDG_CACHE_HOME or ~/.cache.
    """
    chosen = os.environ.get("SYMACT_CACHE", "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "symact"


@lru_cache(maxsize=1)
def _program() -> str:
    """Return a digest of the package's own source, the definitions included, and of the libraries' versions."""
    root = str(Path(__file__).parent.parent)
    digest = hashlib.sha256()
    # Strings take a third of the time that objects of pathlib take.
    sources = (os.path.join(at, name) for at, _, names in os.walk(root) for name in names if name.endswith(".py"))
    for path in sorted(sources):
        with open(path, "rb") as file:
            digest.update(path.removeprefix(root).encode() + b"\0" + file.read())
    for name in LIBRARIES:
        try:
            digest.update(f"{name}={version(name)}".encode())
        except PackageNotFoundError:
            digest.update(name.encode())
    return digest.hexdigest()


def remembered(
    parts: Sequence[str],
    make: Callable[[], dict[str, Any]],
    kind: str = "",
    fits: Callable[[dict[str, Any]], bool] = lambda data: True,
) -> dict[str, Any]:
    """Return plain data from the cache, or make it and keep it.

    Args:
        parts: what the data depends on besides the program itself: a name, parameters as text.
        make: derives the data.
        kind: a folder of its own, so that sheets and other data do not drive each other out; "" for sheets.
        fits: whether data is what `make` might return; what is not is made anew.
    """
    place = folder()
    if place is None:
        return make()
    key = hashlib.sha256("\0".join((_program(), *parts)).encode()).hexdigest()
    path = place / kind / f"{key}.json"
    try:
        found = unsealed(read_own(path, LIMIT))
        if found["key"] == key and isinstance(found["sheet"], dict) and fits(found["sheet"]):
            sheet: dict[str, Any] = found["sheet"]
            return sheet
    # An entry that is missing, damaged or of another version is made anew.
    except (OSError, ValueError, TypeError, KeyError):
        pass
    data = make()
    _keep(path, {"key": key, "sheet": data})
    return data


def _keep(path: Path, data: dict[str, Any]) -> None:
    """Write a file of the cache; one that cannot be written is done without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        # What `read_own` refuses goes: a link would be followed, a pipe without a reader waited for.
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            path.unlink()
        with replacing(path) as file:
            file.write(sealed(data))
        path.chmod(0o600)
        known = sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
        sizes = list(accumulate(each.stat().st_size for each in known))
        for number, (old, taken) in enumerate(zip(known, sizes, strict=True)):
            if number >= MOST_FILES or (number and taken > MOST_BYTES):
                old.unlink(missing_ok=True)
    except (OSError, ValueError, SymactError):
        # ValueError: an infinite number, for which JSON has no text.
        return
