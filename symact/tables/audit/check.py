"""Checking tables: every hash again, and a sample of rows again by mpmath, independently of Arb."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind
from symact.errors import SymactError, TableError
from symact.reference.table import Flag, Table
from symact.system.gzipped import SUFFIX
from symact.tables.audit.flags import fault_of_flags
from symact.tables.audit.recompute import Recomputation, UnreachableError
from symact.tables.audit.row import check_row
from symact.tables.audit.several_numbers import Rows
from symact.tables.published.folder import MANIFEST, file_name, read_manifest
from symact.tables.read import contents, parse

ALWAYS = Flag.KINK | Flag.JUMP | Flag.INFINITE_INPUT
"""Rows with one of these are recomputed whatever the sample is."""

MOST_ALWAYS = 64
"""Of them so many at most: an input file may repeat a kink a million times."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one table.

    Args:
        source: the file.
        rows: how many it has; all were read and hashed.
        recomputed: sampled rows that were computed again.
        beyond: sampled rows beyond mpmath's reach.
        wrong: one line for each recomputed row that came out otherwise.
        note: why nothing was recomputed, where nothing could be.
    """

    source: str
    rows: int
    recomputed: int = 0
    beyond: int = 0
    wrong: tuple[str, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that holds a table, or should.

    Args:
        path: the file.
        manifest: the published folder's, whose claims the file must meet; None for a file by itself.
    """

    path: Path
    manifest: Path | None = None

    def read(self) -> Table:
        """Return the table; raises TableError where file or manifest is altered, or they disagree."""
        data = contents(self.path)
        if self.manifest is None:
            return parse(data, str(self.path))
        about, name = read_manifest(self.manifest), self.path.name.removesuffix(SUFFIX)
        entry = about["files"][name]
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise TableError(f"{self.path}: does not match its SHA-256 in {MANIFEST}; the file is altered")
        table = parse(data, str(self.path))
        claims = (name, about["name"], about["definition_hash"], about["params"], about["engines"], entry["rows"])
        own = file_name(table.format_name, table.quantity.to_json())
        if claims != (own, table.name, table.definition_hash, table.params, table.engines, len(table.x_bits)):
            raise TableError(f"{self.manifest}: says other things of {name} than the file itself; publish it again")
        return table


def find(paths: Iterable[Path]) -> list[TableFile]:
    """Return the table files that paths name: files as they are, folders by the manifests inside.

    Raises:
        TableError: a path does not exist or holds no tables, or a manifest is altered or lists other files.
    """
    found: list[TableFile] = []
    for path in paths:
        if not path.exists():
            raise TableError(f"{path}: does not exist; name a table or a folder with {MANIFEST}")
        manifests = sorted(path.rglob(MANIFEST)) if path.is_dir() else []
        if path.is_dir() and not manifests:
            raise TableError(f"{path}: holds no {MANIFEST}, so no published tables")
        found += [file for manifest in manifests for file in _listed(manifest)] if path.is_dir() else [TableFile(path)]
    return found


def _listed(manifest: Path) -> list[TableFile]:
    """Return the files that a manifest lists, packed or not; there are no others in its folder."""
    listed = set(read_manifest(manifest)["files"])
    files = sorted(path for path in manifest.parent.iterdir() if path.name != MANIFEST)
    present = Counter(path.name.removesuffix(SUFFIX) for path in files)
    for name in sorted(listed ^ set(present) or {name for name, times in present.items() if times > 1}):
        fault = "stands there packed and unpacked" if name in listed and name in present else "is missing"
        fault = fault if name in listed else f"is not in {MANIFEST}"
        raise TableError(f"{manifest.parent / name}: {fault}; publish {manifest.parent.name} again")
    return [TableFile(path, manifest) for path in files]


def check_file(file: TableFile, sample: int | None, seed: int = 0, own: Activation | None = None) -> Outcome:
    """Read and hash one table, and recompute a sample of its rows; arguments and errors as `check_table`."""
    return check_table(file.read(), str(file.path), sample, seed, own)


def check_table(table: Table, path: str, sample: int | None, seed: int = 0, own: Activation | None = None) -> Outcome:
    """Recompute a sample of a table's rows.

    Args:
        table: as it was read.
        path: what the outcome names.
        sample: rows drawn at random, besides kinks, jumps and infinities; None for no row at all.
        seed: of the draw.
        own: the definition, where it is none of the catalogue.

    Raises:
        TableError: the file is truncated, altered or no table, or its definition has changed since.
    """
    rows = len(table.x_bits)
    if own is None and not catalogue.knows(table.name):
        wrong = _contradictions(table, path, ())
        note = f"the catalogue has no {table.name}, so no row was recomputed; give its definition"
        return Outcome(path, rows, wrong=tuple(wrong), note=note)
    bound = _rebind(table, path, own)
    if sample is None:
        return Outcome(path, rows, wrong=tuple(_contradictions(table, path, ())))
    if table.in_shape:
        return _check_several(table, path, bound, sample, seed)
    work = Recomputation(bound, table.format, table.order)
    beyond = 0
    chosen = _sample(table, sample, seed)
    wrong = _contradictions(table, path, chosen)
    for row in chosen:
        try:
            fault = check_row(work, table, row)
        except UnreachableError:
            fault, beyond = None, beyond + 1
        fault = fault or fault_of_flags(table, row)
        if fault:
            wrong.append(f"{path}: x_bits={table.format.hex(int(table.x_bits[row]))}: {fault}")
    return Outcome(path, rows, len(chosen) - beyond, beyond, tuple(wrong))


def _check_several(table: Table, path: str, bound: Bound, sample: int, seed: int) -> Outcome:
    """Recompute a sample of rows of several numbers; arguments as of `check_table`."""
    rng = np.random.Generator(np.random.PCG64(seed))
    chosen = sorted(rng.choice(len(table.x_bits), size=min(sample, len(table.x_bits)), replace=False).tolist())
    work, beyond = Rows(bound, table), 0
    wrong = _contradictions(table, path, ())
    for row in chosen:
        try:
            wrong += [f"{path}: row {row}, {fault}" for fault in work.faults(row, rng)]
        except UnreachableError:
            beyond += 1
    return Outcome(path, len(table.x_bits), len(chosen) - beyond, beyond, tuple(wrong))


def _contradictions(table: Table, path: str, besides: Sequence[int]) -> list[str]:
    """Return lines for rows, besides some, that contradict themselves: y_bits is not y_odd rounded, or a flag is wrong.

    A digest vouches for a file's content, not for its author; the columns of two tables put together are found here.
    """
    fmt, found = table.format, []
    results = table.y_bits.reshape(-1)
    for entry, (y, wide) in enumerate(zip(results.tolist(), table.wide, strict=True)):
        if (fmt.round(wide) != y) if wide else (fmt.is_finite(y) and fmt.has_infinity):
            found.append(entry)
    found, lines = sorted(set(found) - set(besides)), []
    if found:
        inputs = np.ravel(table.x_bits[found[0] // math.prod(table.out_shape)]).tolist()
        x, result = " ".join(map(fmt.hex, inputs)), fmt.hex(int(results[found[0]]))
        lines.append(f"{path}: y_bits is not y_odd rounded in {len(found)} rows, first x_bits={x}, y_bits={result}")
    on_the_line = table.x_bits.ndim == table.y_bits.ndim == 1
    faults = {row: fault for row in range(len(table.x_bits)) if on_the_line and (fault := fault_of_flags(table, row))}
    lines += [
        f"{path}: x_bits={fmt.hex(int(table.x_bits[row]))}: {faults[row]}; {len(faults)} rows with such flags"
        for row in sorted(set(faults) - set(found) - set(besides))[:1]
    ]
    return lines


def _sample(table: Table, count: int, seed: int) -> Sequence[int]:
    rows = len(table.x_bits)
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.choice(rows, size=min(count, rows), replace=False)
    always = np.flatnonzero(table.has(ALWAYS))[:MOST_ALWAYS]
    return [int(row) for row in np.union1d(drawn, always)]


def _rebind(table: Table, path: str, own: Activation | None) -> Bound:
    """Return the activation with the table's parameters, if its definition is still the one that was used."""
    activation = own or catalogue.get(table.name)
    if activation.name != table.name:
        raise TableError(f"{path}: is a table of {table.name}, not of {activation.name}; give its own definition")
    if activation.definition_hash != table.definition_hash:
        raise TableError(f"{path}: was built from another definition of {table.name}; build it again")
    # A default may be a closed form, which is compared as text and never parsed.
    given = {name: text for name, text in table.params.items() if bind(activation).params.get(name) != text}
    try:
        bound = bind(activation, given)
    except SymactError as error:
        raise TableError(f"{path}: its parameters are none of {table.name}'s: {error}") from None
    if bound.params != table.params:
        raise TableError(f"{path}: its parameters are not those of {table.name}; build it again")
    return bound
