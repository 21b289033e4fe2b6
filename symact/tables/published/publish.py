"""The published tables of the catalogue: point tables as packed text, manifests, digests of exhaustive tables."""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.floating import FORMATS, Format
from symact.reference.build import table
from symact.reference.points import RECIPE
from symact.reference.row import engines
from symact.reference.table import Table
from symact.system.gzipped import SUFFIX, packed
from symact.tables.formats import csv
from symact.tables.manifest import odd_text
from symact.tables.published.folder import MANIFEST, SCHEMA, file_name, to_bytes

ORDERS = (0, 1)
"""Derivative orders that are published."""


def csv_bytes(result: Table) -> bytes:
    """Return a table as the bytes of its CSV file."""
    file = io.BytesIO()
    csv.write(result, file)
    return file.getvalue()


def array_digests(result: Table) -> dict[str, str]:
    """Return the SHA-256 of each column, whatever computed it: little-endian integers; y_odd as lines of text."""
    arrays = {key: getattr(result, key) for key in ("y_bits", "y_lo_bits", "y_hi_bits", "flags")}
    columns = {key: array.astype(array.dtype.newbyteorder("<")).tobytes() for key, array in arrays.items()}
    columns["y_odd"] = "".join(f"{odd_text(wide)}\n" for wide in result.wide).encode()
    return {key: hashlib.sha256(data).hexdigest() for key, data in columns.items()}


def _build(name: str, formats: Iterable[Format] = FORMATS, exhaustive: bool = True) -> dict[str, bytes]:
    """Return the files of one activation's folder, by name, before they are packed.

    Args:
        name: the activation.
        formats: of the point tables.
        exhaustive: whether to build the exhaustive 16-bit tables for their digests, which takes seconds each.
    """
    files = {
        file_name(fmt.name, order): csv_bytes(table(name, dtype=fmt.name, order=order))
        for fmt in formats
        for order in ORDERS
    }
    digests = {
        f"{fmt.name}.order{order}": array_digests(table(name, dtype=fmt.name, order=order, inputs="exhaustive"))
        for fmt in FORMATS
        for order in ORDERS
        if exhaustive and fmt.width == 16
    }
    files[MANIFEST] = to_bytes(_manifest(name, files, digests))
    return files


def _manifest(name: str, files: dict[str, bytes], digests: dict[str, dict[str, str]]) -> dict[str, Any]:
    activation = catalogue.get(name)
    return {
        "schema": SCHEMA,
        "name": name,
        "definition_hash": activation.definition_hash,
        "params": bind(activation).params,
        "engines": engines(),
        "points": RECIPE,
        "files": {
            file: {"rows": data.count(b"\n") - 3, "sha256": hashlib.sha256(data).hexdigest()}
            for file, data in sorted(files.items())
        },
        "exhaustive": digests,
    }


def publish(
    names: Iterable[str], folder: Path, workers: int = 2, done: Callable[[str], None] | None = None
) -> list[Path]:
    """Build the folders of these activations, in parallel; each takes its place when it is complete.

    Returns:
        The folders.

    Raises:
        SymactError: a folder cannot be written.
    """
    folders = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(workers) as pool:
            pending = {pool.submit(_build, name): name for name in names}
            for future in as_completed(pending):
                name = pending[future]
                _replace_folder(folder / name, future.result())
                folders.append(folder / name)
                if done:
                    done(name)
    except OSError as error:
        raise SymactError(f"cannot write {str(folder)!r}: {error.strerror or error}; choose another folder") from None
    return sorted(folders)


def _replace_folder(target: Path, files: dict[str, bytes]) -> None:
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        (temporary / MANIFEST).write_bytes(files.pop(MANIFEST))
        for name, data in files.items():
            (temporary / (name + SUFFIX)).write_bytes(packed(data))
        temporary.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)
