"""Tables as safetensors: numbers in the format's own dtype, so that bfloat16 and float8 load as what they are.

Read without the library: a length, a JSON header, and plain numbers behind it.
"""

import json
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError, TableError
from symact.formats.arrays import bits_dtype, from_integers, to_numbers
from symact.formats.fixed import FixedFormat, table_format
from symact.formats.floating import Format
from symact.reference.table import Table
from symact.system.files import strict_json
from symact.tables import odd_columns
from symact.tables.manifest import assemble, check_manifest, manifest

FORMAT = "safetensors"
READ_AS = "safetensors"

METADATA = "symact"
"""The one key of the metadata: the library writes several in an order that differs from run to run."""

LARGEST_HEADER = 1 << 16
"""Bytes; a table's takes 2 KB, the library allows 100 MB."""

NAMES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16"} | {
    "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
}
"""What safetensors calls the formats; fixed point is stored as integers."""

NUMBERS = {"x": "x_bits", "y": "y_bits", "y_lo": "y_lo_bits", "y_hi": "y_hi_bits"}
"""The tensors that hold numbers of the format, and their columns."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as safetensors: x, y, y_lo and y_hi as numbers, the rest and the manifest as in npz.

    Raises:
        SymactError: the safetensors library is not installed.
    """
    try:
        from safetensors.numpy import save
    except ImportError:
        raise SymactError(
            "safetensors files need the library: pip install '.[safetensors]' in a clone of symact"
        ) from None
    fmt = table.format
    tensors: dict[str, npt.NDArray[Any]] = {
        **{name: to_numbers(getattr(table, column), fmt) for name, column in NUMBERS.items()},
        "flags": table.flags,
        **odd_columns.to_columns(table),
    }
    file.write(save(tensors, metadata={METADATA: json.dumps(manifest(table))}))


def recognises(data: bytes) -> bool:
    """Whether data may be a safetensors file: a JSON object after 8 bytes."""
    return data[8:9] == b"{"


def parse(data: bytes, source: str) -> Table:
    """Return the table in a file's bytes; raises TableError, or what parsers raise on defective data."""
    length = int.from_bytes(data[:8], "little")
    if length > min(LARGEST_HEADER, len(data) - 8):
        raise TableError(f"{source}: claims a header of {length} bytes, so it is truncated or no table of symact's")
    header, body = strict_json(data[8 : 8 + length].decode("ascii")), data[8 + length :]
    metadata = header.pop("__metadata__")
    if set(metadata) != {METADATA}:
        raise TableError(f"{source}: its metadata are not those of a table")
    found = check_manifest(strict_json(metadata[METADATA]), source)
    if json.dumps(found) != metadata[METADATA]:
        raise TableError(f"{source}: the manifest is not written as symact writes it; the file is altered")
    fmt, rows = table_format(found["dtype"]), found["rows"]
    tensors = _tensors(header, body, fmt, rows, source)
    columns = {column: _bits(tensors[name], fmt) for name, column in NUMBERS.items()}
    return assemble(found, {**columns, "flags": tensors["flags"]}, odd_columns.from_columns(tensors), source)


def _tensors(header: dict[str, Any], body: bytes, fmt: Format, rows: int, source: str) -> dict[str, npt.NDArray[Any]]:
    """Return the tensors, which must be those of a table and cover the bytes behind the header once."""
    kinds = {name: _kind(fmt) for name in NUMBERS} | {"flags": "u2"} | odd_columns.KINDS
    if set(header) != set(kinds):
        raise TableError(f"{source}: does not hold exactly the tensors of a table")
    found, end = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"][0]):
        dtype = np.dtype(f"<{kinds[name]}")
        start, stop = entry["data_offsets"]
        shape = [rows]
        due = {"dtype": _name(name, fmt), "shape": shape, "data_offsets": [end, end + rows * dtype.itemsize]}
        if entry != due or not all(type(n) is int for n in (start, stop, *entry["shape"])):
            raise TableError(f"{source}: the tensor {name} is not {due['dtype']} of shape {shape} where it must stand")
        end = stop
        found[name] = np.frombuffer(body[start:stop], dtype=dtype).astype(dtype.newbyteorder("="))
    if end != len(body):
        raise TableError(f"{source}: {len(body) - end} bytes more than its tensors; the file is truncated or altered")
    return found


def _kind(fmt: Format) -> str:
    """Return the NumPy kind in which a tensor's numbers are read: bits, or fixed point's integers."""
    signed = isinstance(fmt, FixedFormat) and fmt.signed
    return f"{'i' if signed else 'u'}{bits_dtype(fmt).itemsize}"


def _name(tensor: str, fmt: Format) -> str:
    kind = _kind(fmt) if tensor in NUMBERS else odd_columns.KINDS.get(tensor, "u2")
    integer = f"{kind[0].upper()}{8 * int(kind[1:])}"
    return NAMES[fmt.name] if tensor in NUMBERS and fmt.name in NAMES else integer


def _bits(values: npt.NDArray[Any], fmt: Format) -> npt.NDArray[Any]:
    if not isinstance(fmt, FixedFormat):
        return values
    if ((values < fmt.least) | (values > fmt.max_bits)).any():
        raise ValueError(f"an integer is out of the bounds of {fmt.name}")
    return from_integers(values, fmt)
