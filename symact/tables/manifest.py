"""What a table file says of itself: the manifest, and the digest that an altered bit breaks; NumPy alone."""

import hashlib
import json
import math
import re
from typing import Any

import numpy as np

from symact.definition.quantity import Quantity
from symact.errors import SymactError, TableError
from symact.formats.arrays import bits_dtype
from symact.formats.fixed import table_format
from symact.formats.round_to_odd import WIDE_EXPONENT, WIDE_PRECISION, RoundToOdd
from symact.reference.table import Flag, Table

SCHEMA = "symact-table-1"
"""Name of the layout; it changes when a reader must change."""

ROUNDING = "nearest, ties to even"

KEYS = ("schema", "name", "dtype", "order", "params", "rounding", "rows", "definition_hash", "engines", "sha256")
"""The manifest's keys, in the order in which they are written."""

SHAPES = ("in_shape", "out_shape")
"""Two keys more, of tables whose rows have several inputs: how many, and how many results ([] for one number)."""

LONGEST = 1 << 24
"""Inputs or results of one row."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
HASH = re.compile(r"[0-9a-f]{64}")

FLAG_NAMES = {flag.name.lower(): int(flag) for flag in Flag if flag.name}


def digest(table: Table) -> str:
    """Return the SHA-256 of a table, the same in every file format.

    It runs over the manifest without this digest (JSON, sorted keys), the arrays x_bits, y_bits,
    y_lo_bits, y_hi_bits and flags as little-endian integers, and the rounded-to-odd values as text,
    one a line ("-" where there is none).
    """
    sha = hashlib.sha256(json.dumps(_about(table), sort_keys=True).encode())
    for array in (table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits, table.flags):
        sha.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    sha.update("\n".join(odd_text(wide) for wide in table.wide).encode())
    return sha.hexdigest()


def manifest(table: Table) -> dict[str, Any]:
    """Return the manifest of a table as plain data."""
    values = {**_about(table), "sha256": digest(table)}
    return {key: values[key] for key in (*KEYS[:-1], *SHAPES, KEYS[-1]) if key in values}


def _about(table: Table) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": table.name,
        "dtype": table.format_name,
        "order": table.quantity.to_json(),
        "params": table.params,
        "rounding": ROUNDING,
        "rows": len(table.x_bits),
        "definition_hash": table.definition_hash,
        "engines": table.engines,
        **({"in_shape": [*table.in_shape], "out_shape": [*table.out_shape]} if table.in_shape else {}),
    }


def odd_text(wide: RoundToOdd | None) -> str:
    """Return a rounded-to-odd value as text; "-" for none, a trailing "~" marks an inexact one."""
    if wide is None:
        return "-"
    return wide.to_text() + ("" if wide.exact else "~")


def parse_odd(text: str) -> RoundToOdd | None:
    """Read what `odd_text` wrote; raises ValueError on anything else."""
    if text == "-":
        return None
    return RoundToOdd.from_text(text.removesuffix("~"), exact=not text.endswith("~"))


def flag_names(flags: int) -> list[str]:
    """Return the names of the flags in a row, in the order of `Flag`."""
    return [name for name, flag in FLAG_NAMES.items() if flags & flag]


def parse_flags(names: list[str]) -> int:
    """Return flags from their names; raises ValueError on an unknown or repeated one."""
    if len(set(names)) != len(names) or not set(names) <= FLAG_NAMES.keys():
        raise ValueError(f"flags {names!r}")
    return sum(FLAG_NAMES[name] for name in names)


def check_manifest(found: object, source: str) -> dict[str, Any]:
    """Return a manifest that has the right keys, types and values, or raise TableError."""
    if not isinstance(found, dict) or set(found) not in (set(KEYS), {*KEYS, *SHAPES}):
        raise TableError(f"{source}: the manifest must have exactly the keys {', '.join(KEYS)}; the file is altered")
    strings = ("schema", "name", "dtype", "rounding", "definition_hash", "sha256")
    well_typed = all(isinstance(found[key], str) for key in strings) and all(
        isinstance(found[key], dict) and all(isinstance(v, str) for v in found[key].values())
        for key in ("params", "engines")
    )
    several = "in_shape" in found
    well_typed = well_typed and (not several or all(_is_shape(found[key], key == "out_shape") for key in SHAPES))
    if not well_typed or type(found["order"]) not in (int, str) or type(found["rows"]) is not int:
        raise TableError(f"{source}: a value of the manifest has the wrong type; the file is altered")
    if found["schema"] != SCHEMA:
        raise TableError(f"{source}: layout {found['schema'][:40]!r} is not {SCHEMA!r}; use the version that wrote it")
    orders = (0, "jvp", "vjp") if several else (0, 1, 2)
    if not NAME.fullmatch(found["name"]) or found["order"] not in orders or found["rounding"] != ROUNDING:
        raise TableError(f"{source}: name, order or rounding of the manifest is impossible; the file is altered")
    if not HASH.fullmatch(found["sha256"]) or not HASH.fullmatch(found["definition_hash"]):
        raise TableError(f"{source}: a hash of the manifest is no SHA-256; the file is altered")
    try:
        table_format(found["dtype"][:40])
    except SymactError as error:
        raise TableError(f"{source}: {error}") from None
    return found


def _is_shape(found: object, may_be_empty: bool) -> bool:
    """Whether that is a shape of one dimension, such as [3], or of none."""
    if not isinstance(found, list) or len(found) > 1 or not (found or may_be_empty):
        return False
    return all(type(each) is int and 1 <= each <= LONGEST for each in found)


def assemble(found: dict[str, Any], columns: dict[str, Any], wide: tuple[RoundToOdd | None, ...], source: str) -> Table:
    """Build a table from a checked manifest and its columns, and compare the digest.

    Args:
        found: the manifest.
        columns: x_bits, y_bits, y_lo_bits, y_hi_bits (lists or arrays of integers) and flags.
        wide: the rounded-to-odd values.
        source: what the errors name.

    Raises:
        TableError: lengths disagree, a number does not fit, or the digest is another one.
    """
    fmt = table_format(found["dtype"])
    dtype = bits_dtype(fmt)
    try:
        arrays: dict[str, Any] = {
            key: np.asarray(values, dtype=np.uint16 if key == "flags" else dtype) for key, values in columns.items()
        }
    # What NumPy raises for numbers beyond a type, ragged lists, and what is no number.
    except (OverflowError, ValueError, TypeError):
        raise TableError(f"{source}: an encoding does not fit {found['dtype']}; the file is altered") from None
    # The containers of fixed-point formats may be wider than their encodings.
    if any(a.size and int(a.max()) >> fmt.width for key, a in arrays.items() if key != "flags"):
        raise TableError(f"{source}: an encoding does not fit {found['dtype']}; the file is altered")
    shape = (found["rows"], *found.get("out_shape", ()))
    shapes = {key: (found["rows"], *found.get("in_shape", ())) if key == "x_bits" else shape for key in arrays}
    if len(wide) != math.prod(shape) or any(array.shape != shapes[key] for key, array in arrays.items()):
        rows = len(wide) if shape == (found["rows"],) else len(arrays["y_bits"])
        wanted = found["rows"]
        raise TableError(f"{source}: {rows} rows instead of the manifest's {wanted}; the file is truncated or altered")
    table = Table(
        name=found["name"],
        format_name=found["dtype"],
        quantity=Quantity.of(found["order"]),
        params=found["params"],
        definition_hash=found["definition_hash"],
        engines=found["engines"],
        wide=wide,
        **arrays,
    )
    if any(w and (w.significand.bit_length() > WIDE_PRECISION or abs(w.exponent) > 2 * WIDE_EXPONENT) for w in wide):
        raise TableError(f"{source}: a value of y_odd is out of range; the file is altered")
    if digest(table) != found["sha256"]:
        raise TableError(f"{source}: the content does not match its SHA-256; the file is altered, build it again")
    return table
