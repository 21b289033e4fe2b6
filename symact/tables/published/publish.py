"""The published tables of the catalogue: point tables as packed text, manifests, digests of exhaustive tables."""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from pathlib import Path
from typing import Any

from symact import catalogue
from symact.definition.bound import Bound, bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Attained
from symact.errors import SymactError
from symact.formats.floating import FORMATS, Format, get_format
from symact.reference.build import table
from symact.reference.pairs import points as pairs
from symact.reference.points import RECIPE, SEED
from symact.reference.row import engines
from symact.reference.table import Table
from symact.reference.vectors import points as vectors
from symact.system.gzipped import SUFFIX, packed
from symact.tables.formats import csv
from symact.tables.manifest import odd_text
from symact.tables.published.folder import MANIFEST, SCHEMA, file_name, to_bytes

ORDERS = (0, 1)
"""Derivative orders that are published."""

OF_SEVERAL = tuple(product(("float32", "bfloat16"), (Quantity.VALUE, Quantity.VJP)))
"""Formats and quantities that are published of functions of several numbers, whose tables are larger."""

WIDTH, PAIRS = 7, 250
"""Numbers in a row, and pairs of places, of what is published."""


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
    bound = bind(catalogue.get(name))
    if not bound.space().on_line:
        return _of_several(bound)
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
    return {**files, MANIFEST: to_bytes(_manifest(bound, RECIPE, files, digests))}


def _of_several(bound: Bound) -> dict[str, bytes]:
    """Return the files of a function of rows or of pairs; those of its value alone where it has no derivative."""
    files = {}
    for name, quantity in OF_SEVERAL:
        if quantity.vector and bound.expression.has(Attained):
            continue
        if isinstance(bound.domain, Vector):
            found = table(bound.activation, dtype=name, order=quantity, width=WIDTH)
        else:
            inputs, _ = pairs.pair_points(bound, get_format(name), quantity, SEED, PAIRS)
            found = table(bound.activation, dtype=name, order=quantity, inputs=inputs)
        files[file_name(name, quantity.to_json())] = csv_bytes(found)
    recipe = vectors.RECIPE if isinstance(bound.domain, Vector) else pairs.RECIPE
    return {**files, MANIFEST: to_bytes(_manifest(bound, recipe, files, {}))}


def _manifest(bound: Bound, recipe: str, files: dict[str, bytes], digests: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": bound.activation.name,
        "definition_hash": bound.activation.definition_hash,
        "params": bound.params,
        "engines": engines(),
        "points": recipe,
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
