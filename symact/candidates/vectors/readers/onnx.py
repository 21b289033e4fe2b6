"""The folder of an ONNX test, or its data set: input_0.pb and output_0.pb, read by the description of TensorProto."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from symact.candidates.vectors.columns import Array, Columns
from symact.system.files import read_bytes

READ_AS = "folder of an ONNX test"

LARGEST = 1 << 26
DATA_SET = "test_data_set_0"

FORMATS = {1: "float32", 10: "float16", 11: "float64", 16: "bfloat16", 17: "float8_e4m3fn", 19: "float8_e5m2"}
"""Values of TensorProto.DataType."""
SIZES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8_e4m3fn": 1, "float8_e5m2": 1}

DIMS, DATA_TYPE, FLOATS, INTEGERS, RAW, DOUBLES, LOCATION = 1, 2, 4, 5, 9, 10, 14
"""Numbers of TensorProto's fields."""


def recognises(data: bytes, name: str) -> bool:
    """Whether a folder has that name: files have content."""
    return not data and Path(name).is_dir()


def parse(data: bytes) -> Columns:
    """Return the one input and the one result; data is the folder's name."""
    folder = Path(os.fsdecode(data))
    folder = folder / DATA_SET if (folder / DATA_SET).is_dir() else folder
    if (folder / "input_1.pb").exists() or (folder / "output_1.pb").exists():
        raise ValueError("it has several inputs or outputs, and pairs have one of each")
    return {name: _tensor(read_bytes(folder / f"{name}_0.pb", LARGEST)) for name in ("input", "output")}


def _tensor(data: bytes) -> Array:
    dims: list[int] = []
    kind, numbers, integers = 0, b"", []
    for field, value in _fields(data):
        if field == DIMS:
            dims += [value] if isinstance(value, int) else _varints(value)
        elif field == DATA_TYPE and isinstance(value, int):
            kind = value
        elif field in (FLOATS, DOUBLES, RAW) and isinstance(value, bytes):
            numbers += value
        elif field == INTEGERS:
            integers += [value] if isinstance(value, int) else _varints(value)
        elif field == LOCATION and value:
            raise ValueError("its numbers lie in another file")
    fmt = FORMATS.get(kind)
    if fmt is None:
        raise ValueError(f"a tensor of ONNX's type {kind}")
    size = SIZES[fmt]
    found: npt.NDArray[np.unsignedinteger]
    if integers and not numbers:
        found = np.array(integers, dtype=np.uint64).astype(f"u{size}")
    else:
        found = np.frombuffer(numbers, dtype=f"<u{size}").astype(f"u{size}")
    if math.prod(dims) != len(found):
        raise ValueError(f"{len(found)} numbers where the shape says {math.prod(dims)}")
    return Array(found, fmt)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field of a message of Protocol Buffers."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        wire = key & 7
        if wire == 0:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        if wire == 2:
            size, place = _varint(data, place)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
        else:
            raise ValueError("it is no tensor of ONNX")
        if place + size > len(data):
            raise ValueError("it is truncated")
        yield key >> 3, data[place : place + size]
        place += size


def _varints(data: bytes) -> list[int]:
    found, place = [], 0
    while place < len(data):
        value, place = _varint(data, place)
        found.append(value)
    return found


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise ValueError("it is truncated")
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("a number of more than 64 bits")
