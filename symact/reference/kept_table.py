"""Tables of scattered inputs kept between runs: the same inputs are asked for again and again.

A file is believed if it is the user's own and undamaged (symact.system.cache), has the columns of such a table, and
agrees with the pointwise path in some rows that are chosen anew each time.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import srepr

from symact.definition.bound import Bound
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.reference.entries import ErrorTerms, LazyColumn
from symact.reference.rows import Progress, Reference
from symact.reference.scattered_table import scattered_table
from symact.reference.swept_table import ValuesBehind
from symact.reference.table import Table
from symact.system.cache import remembered

TRIED = 12
"""Rows of a file that are computed again."""

Columns = dict[str, npt.NDArray[Any]]


def key_of(bound: Bound) -> tuple[str, ...]:
    """Return what tells a bound definition from all others, as texts."""
    return (bound.activation.definition_hash, bound.library, srepr(bound.values), srepr(bound.expression))


def kept_table(bound: Bound, fmt: Format, order: int, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the table of some inputs as `scattered_table` makes it, from the disk if it is there."""
    made: list[Table] = []
    found: list[Columns] = []

    def make() -> dict[str, Any]:
        made[:] = [scattered_table(bound, fmt, order, x_bits, progress)]
        return _packed(made[0])

    def fits(data: dict[str, Any]) -> bool:
        columns = unpacked(data, _dtypes(fmt), len(x_bits))
        found[:] = [columns] if columns is not None and _agrees(columns) else []
        return bool(found)

    reference = Reference(bound, fmt, order)

    def _agrees(columns: Columns) -> bool:
        for place in secrets.SystemRandom().sample(range(len(x_bits)), min(TRIED, len(x_bits))):
            row = reference.row(int(x_bits[place]))
            due = (row.y, row.low, row.high, row.flags)
            if due != tuple(int(columns[name][place]) for name in ("y", "low", "high", "flags")):
                return False
        return bool((columns["margin"] >= 0).all())

    digest = hashlib.sha256(x_bits.tobytes()).hexdigest()
    remembered((*key_of(bound), "points", fmt.name, str(order), digest), make, "points", fits)
    if made:
        return made[0]
    columns = found[0]
    if progress:
        progress(len(x_bits))
    return Table(
        **reference.about(),
        x_bits=x_bits,
        y_bits=columns["y"],
        y_lo_bits=columns["low"],
        y_hi_bits=columns["high"],
        flags=columns["flags"],
        wide=LazyColumn(len(x_bits), ValuesBehind(reference, x_bits, columns["y"], {}).value),
        errors=ErrorTerms(columns["exponent"], columns["residual"], columns["margin"]),
    )


def kept_inputs(
    bound: Bound, fmt: Format, order: int, seed: int, make: Callable[[], tuple[Bits, int]]
) -> tuple[Bits, int]:
    """Return chosen inputs, ascending, and how many are random, from the disk or made; any are as right as others."""
    found: list[tuple[Bits, int]] = []

    def packed() -> dict[str, Any]:
        found[:] = [make()]
        return {"x": _text(found[0][0]), "random": found[0][1]}

    def fits(data: dict[str, Any]) -> bool:
        spread = data.pop("random", None)
        columns = unpacked(data, {"x": bits_dtype(fmt)}, None)
        if columns is None or type(spread) is not int or not (np.diff(columns["x"].astype(np.int64)) > 0).all():
            return False
        found[:] = [(columns["x"], spread)]
        return 0 <= spread <= len(columns["x"])

    remembered((*key_of(bound), "inputs", fmt.name, str(order), str(seed)), packed, "points", fits)
    return found[0]


def _dtypes(fmt: Format) -> dict[str, np.dtype[Any]]:
    bits = bits_dtype(fmt)
    others = {"flags": "uint16", "exponent": "int32", "residual": "float64", "margin": "float64"}
    return {**dict.fromkeys(("y", "low", "high"), bits), **{name: np.dtype(kind) for name, kind in others.items()}}


def _packed(table: Table) -> dict[str, Any]:
    assert table.errors is not None
    columns = {"y": table.y_bits, "low": table.y_lo_bits, "high": table.y_hi_bits, "flags": table.flags}
    return {name: _text(column) for name, column in {**columns, **table.errors._asdict()}.items()}


def unpacked(data: dict[str, Any], dtypes: dict[str, np.dtype[Any]], count: int | None) -> Columns | None:
    """Return the columns of plain data, None if they are others, or not of that length."""
    try:
        columns = {
            name: np.frombuffer(base64.b64decode(data[name], validate=True), dtype.newbyteorder("<")).astype(dtype)
            for name, dtype in dtypes.items()
        }
    except (KeyError, TypeError, ValueError):
        # A file may say anything; what does not read as it should is made anew.
        return None
    lengths = {len(column) for column in columns.values()}
    return columns if len(data) == len(columns) and lengths == {count if count is not None else max(lengths)} else None


def _text(column: npt.NDArray[Any]) -> str:
    return base64.b64encode(column.astype(column.dtype.newbyteorder("<")).tobytes()).decode()
