"""Golden vectors that somebody else keeps: pairs (x, y) in files, named by targets ``vectors:FILE``.

A file may be anybody's: nothing is unpickled, sizes are bounded before memory is taken, and what is no pair of
numbers is one line.
"""

import importlib
import json
import os
import struct
import zipfile
import zlib
from functools import cache, lru_cache
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol

import numpy as np

from symact.candidates.vectors import readers
from symact.candidates.vectors.columns import Column, Columns, Text, encodings, format_named
from symact.errors import CandidateError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.system.files import read_bytes

PREFIX = "vectors:"

LARGEST_FILE = 1 << 27
"""Bytes of a file."""

MOST_ROWS = 1 << 22

X = ("x_bits", "x", "input", "inputs", "in", "in0", "arg", "args", "argument", "x_values")
Y = (
    "y_bits",
    "y",
    "output",
    "outputs",
    "out",
    "out0",
    "expected",
    "result",
    "results",
    "reference",
    "value",
    "y_values",
)
"""Names that columns of inputs and of results have, the first that is there counts; others are named in the target."""

FORMATS = ("dtype", "format", "type")
"""Names of a column of texts that says which format a row has."""

DEFECTS = (
    *(ValueError, LookupError, TypeError, AttributeError, EOFError, ArithmeticError, RecursionError, MemoryError),
    *(RuntimeError, zipfile.BadZipFile, zlib.error, struct.error, json.JSONDecodeError),
)
"""What readers raise on defective files."""


class _Reader(Protocol):
    """A module of `readers`: one kind of file."""

    READ_AS: str
    """What an error calls the kind."""

    def recognises(self, data: bytes, name: str) -> bool:
        """Whether a file of that name and content is of this kind."""

    def parse(self, data: bytes) -> Columns:
        """Return the columns; raises ValueError that says what is wrong, or any of `DEFECTS`."""


class Pairs(NamedTuple):
    """Inputs in ascending order of their encodings, and what is kept for them."""

    x_bits: Bits
    y_bits: Bits


def formats(target: str) -> tuple[str, ...]:
    """Return the formats that the pairs of a target are in, () where the file does not say.

    Raises:
        CandidateError: the file cannot be read, or holds no such pairs.
    """
    x, y, kinds = _columns(target)
    if kinds is not None:
        return tuple(dict.fromkeys(filter(None, (format_named(text) for text in kinds))))
    found = dict.fromkeys(each.format for each in (y, x) if not isinstance(each, tuple) and each.format)
    return tuple(found)[:1]


def pairs(target: str, fmt: Format) -> Pairs:
    """Return the pairs of a target in a format.

    Raises:
        CandidateError: the file cannot be read, or holds no pairs of numbers of this format.
    """
    x, y, kinds = _columns(target)
    rows = None
    if kinds is not None:
        rows = np.array([format_named(text) == fmt.name for text in kinds], dtype=bool)
        if not rows.any():
            raise CandidateError(
                f"{_shown(target)}: holds no rows of {fmt.name}; they are {', '.join(formats(target))}"
            )
    try:
        x_bits, y_bits = (encodings(each, fmt, rows, name) for name, each in (("x", x), ("y", y)))
    except ValueError as error:
        raise CandidateError(f"{_shown(target)}: {error}") from None
    order = np.argsort(x_bits, kind="stable")
    return Pairs(x_bits[order], y_bits[order])


def paths(target: str) -> tuple[Path, ...]:
    """Return the file, or the two files, of a target."""
    text = _parts(target)[0]
    if "," in text and not os.path.exists(text):
        first, _, second = text.partition(",")
        return Path(first), Path(second)
    return (Path(text),)


def _parts(target: str) -> tuple[str, tuple[str, str] | None]:
    """Return what names the files, and the names of the two columns, None where the target has none."""
    text = target.removeprefix(PREFIX)
    where, mark, named = text.rpartition("#")
    if not mark or os.path.exists(text):
        return text, None
    x, comma, y = named.partition(",")
    if not comma or not x or not y:
        raise CandidateError(f"{text}: after # stand the names of two columns, such as #x,y")
    return where, (x, y)


def _shown(target: str) -> str:
    return _parts(target)[0]


def _columns(target: str) -> tuple[Column, Column, Text | None]:
    """Return x, y and the formats of rows, None without any; a file that has not changed is read once."""
    stamps = []
    for path in paths(target):
        try:
            found = os.stat(path)
        except (OSError, ValueError) as error:
            raise CandidateError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from None
        stamps.append((found.st_mtime_ns, found.st_size, found.st_ino))
    return _read(target, tuple(stamps))


@lru_cache(maxsize=1)
def _read(target: str, stamps: tuple[tuple[int, int, int], ...]) -> tuple[Column, Column, Text | None]:
    named, where = _parts(target)[1], paths(target)
    tables = [_parsed(path) for path in where]
    choices = ((named[0],), (named[1],)) if named else (X, Y)
    x = _chosen(tables[0], choices[0], where[0], 0 if len(tables) == 1 else None)
    y = _chosen(tables[-1], choices[1], where[-1], 1 if len(tables) == 1 else None)
    kinds = next((c for name, c in tables[0].items() if name.lower() in FORMATS and isinstance(c, tuple)), None)
    if len(x) != len(y):
        raise CandidateError(f"{_shown(target)}: holds {len(x)} inputs and {len(y)} results; each input has one result")
    if not 0 < len(x) <= MOST_ROWS:
        raise CandidateError(f"{_shown(target)}: holds {len(x)} pairs; from 1 to {MOST_ROWS} are judged")
    if kinds is not None and len(kinds) != len(x):
        raise CandidateError(f"{_shown(target)}: has another number of formats than of rows")
    return x, y, kinds


def _chosen(columns: Columns, names: tuple[str, ...], path: Path, place: int | None) -> Column:
    """Return the column of one of some names; else the one at a place of two, or the only one (place None)."""
    lower = {name.lower(): column for name, column in reversed(columns.items())}
    for name in names:
        if name in columns or name.lower() in lower:
            return columns[name] if name in columns else lower[name.lower()]
    numbers = list(columns.values())
    if len(names) > 1 and len(numbers) == (1 if place is None else 2):
        return numbers[place or 0]
    shown = ", ".join(name[:30] for name in list(columns)[:8]) or "none"
    wanted = names[0] if len(names) == 1 else ("inputs" if names is X else "results")
    raise CandidateError(f"{path}: which column holds {wanted}? It has {shown}; name both, such as vectors:FILE#x,y")


def _parsed(path: Path) -> Columns:
    """Return the columns of one file, or of the folder of an ONNX test."""
    try:
        data = b"" if path.is_dir() else read_bytes(path, LARGEST_FILE)
    except OSError as error:
        raise CandidateError(f"{path}: cannot be read: {error.strerror or error}") from None
    kinds = _readers()
    found = next((each for each in kinds if each.recognises(data, str(path))), None)
    if found is None:
        raise CandidateError(f"{path}: is none of {', '.join(each.READ_AS for each in kinds)}")
    try:
        return found.parse(data or os.fsencode(path))
    except (*DEFECTS, OSError) as error:
        reason = " ".join(str(error)[:120].split()) or type(error).__name__
        raise CandidateError(f"{path}: is no {found.READ_AS} of numbers ({reason})") from None


@cache
def _readers() -> tuple[_Reader, ...]:
    """Return the kinds of files, found and not listed; text, which anything may be, comes last."""
    found = [importlib.import_module(f"{readers.__name__}.{each.name}") for each in iter_modules(readers.__path__)]
    return tuple(sorted(found, key=lambda module: getattr(module, "LAST", False)))
