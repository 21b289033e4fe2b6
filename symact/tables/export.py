"""Tables to files, whatever the format: every module of symact.tables.formats is one, found and not listed."""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import BinaryIO

from symact import catalogue
from symact.errors import SymactError, unknown_name
from symact.reference.table import Table
from symact.system import files
from symact.tables import formats

Writer = Callable[[Table, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Export:
    """One format of table files.

    Args:
        name: as `--format` takes it, the module's FORMAT.
        suffixes: of file names that select it, the module's SUFFIXES, by default the name.
        write: writes a table to a binary stream; None for a format that is a folder.
        write_folder: writes a table into an empty folder; None for a format that is a file.
        write_decimals: writes a file with decimals beside the encodings; None for a format that has none.
        of_catalogue: whether it knows a function by its name in the catalogue, the module's OF_CATALOGUE.
        several: whether it holds rows of several inputs, the module's SEVERAL.
    """

    name: str
    suffixes: tuple[str, ...]
    write: Writer | None
    write_folder: Callable[[Table, Path], None] | None
    write_decimals: Writer | None = None
    of_catalogue: bool = False
    several: bool = False


@cache
def exports() -> dict[str, Export]:
    """Return the formats by name."""
    found: dict[str, Export] = {}
    for info in pkgutil.iter_modules(formats.__path__):
        module = importlib.import_module(f"{formats.__name__}.{info.name}")
        suffixes = getattr(module, "SUFFIXES", (module.FORMAT,))
        write, folder = getattr(module, "write", None), getattr(module, "write_folder", None)
        decimals = getattr(module, "write_decimals", None)
        can = getattr(module, "OF_CATALOGUE", False), getattr(module, "SEVERAL", False)
        found[module.FORMAT] = Export(module.FORMAT, suffixes, write, folder, decimals, *can)
    return found


def export(name: str | None, output: str, decimals: bool = False) -> Export:
    """Return the format of that name, or the one that an output's suffix selects; json for standard output.

    Args:
        name: of the format, or None.
        output: the path, "-" for standard output.
        decimals: whether decimals must stand beside the encodings.

    Raises:
        SymactError: there is no such format, no format has that suffix, it has no decimals, or it is a folder and the
            output standard output.
    """
    if name is not None and name not in exports():
        raise unknown_name("table format", name, exports())
    suffix = Path(output).suffix.removeprefix(".")
    by_suffix = {each: found.name for found in exports().values() for each in found.suffixes}
    if name is None and output != "-" and suffix not in by_suffix:
        raise SymactError(
            f"{output!r}: no table format has that suffix; end it in .{', .'.join(by_suffix)}, or say --format"
        )
    found = exports()[name or by_suffix.get(suffix, "json")]
    if found.write_folder and output == "-":
        raise SymactError(f"the format {found.name} is a folder; name one with -o")
    if decimals and not found.write_decimals:
        able = ", ".join(each.name for each in exports().values() if each.write_decimals)
        raise SymactError(f"the format {found.name} has no decimals; write the table as one of {able}")
    return replace(found, write=found.write_decimals) if decimals else found


def check_output(found: Export, output: str) -> None:
    """Raise SymactError before long work if the output could not be written."""
    if found.write_folder:
        files.check_folder(output)
    elif output != "-":
        files.check_writable(output)


def check_several(found: Export, name: str) -> None:
    """Raise SymactError if a format cannot hold the tables of a function of several numbers."""
    if not found.several:
        able = ", ".join(each.name for each in exports().values() if each.several)
        raise SymactError(
            f"{name} takes several numbers; the format {found.name} holds one a row: write the table as one of {able}"
        )


def save(table: Table, found: Export, output: str) -> None:
    """Write a table to a file or folder, at once or not at all, or with "-" to standard output.

    Raises:
        SymactError: the output cannot be written, or the format cannot hold this table.
    """
    if table.in_shape:
        check_several(found, table.name)
    if found.of_catalogue:
        _check_definition(table, found)
    if found.write_folder:
        with files.new_folder(output) as folder:
            found.write_folder(table, folder)
    elif found.write and output == "-":
        found.write(table, sys.stdout.buffer)
    elif found.write:
        with files.replacing(output) as file:
            found.write(table, file)


def _check_definition(table: Table, found: Export) -> None:
    """Raise SymactError unless a table is of the catalogue's function of that name."""
    if not catalogue.knows(table.name) or catalogue.get(table.name).definition_hash != table.definition_hash:
        raise SymactError(
            f"the format {found.name} knows functions of the catalogue alone, and this {table.name} is another one; "
            "write the table in another format"
        )
