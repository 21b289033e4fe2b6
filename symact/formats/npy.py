"""One array in the bytes of a .npy file, never longer than the bytes, whatever its header claims; NumPy alone."""

import ast
import math
from typing import Any

import numpy as np
import numpy.typing as npt

LARGEST_HEADER = 1024
"""Bytes; that of a plain array takes 118. It is a Python literal, so it must not be long."""

LENGTHS = {b"\x01\x00": 2, b"\x02\x00": 4}
"""Bytes of the header's length by version of the format; version 3 is for names of fields."""


def parse(data: bytes) -> npt.NDArray[Any]:
    """Return the array in a .npy file's bytes, in the byte order that it has there.

    NumPy's own reader mends headers of Python 2 on the way, which warns, and raises what it likes.

    Raises:
        ValueError: this is no .npy file of plain numbers, or not as long as its header says.
    """
    size = LENGTHS.get(data[6:8])
    if data[:6] != b"\x93NUMPY" or size is None:
        raise ValueError("not version 1 or 2 of .npy")
    length = int.from_bytes(data[8 : 8 + size], "little")
    if length > LARGEST_HEADER:
        raise ValueError(f"a header of {length} bytes")
    dtype, fortran, shape = _header(data[8 + size : 8 + size + length])
    body = data[8 + size + length :]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(f"{len(body)} bytes where the header says shape {str(shape)[:40]} of {dtype}")
    return np.frombuffer(body, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _header(text: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...]]:
    """Return (dtype, whether columns come first, shape) of a header; raises ValueError on any other text."""
    try:
        found = ast.literal_eval(text.decode("ascii"))
        kind, fortran, shape = (found[key] for key in ("descr", "fortran_order", "shape"))
        dtype = np.dtype(kind) if isinstance(kind, str) and len(found) == 3 else None
    # A stranger's header: whatever reading it raises, it is none.
    except (ValueError, SyntaxError, TypeError, LookupError, MemoryError, RecursionError):
        raise ValueError("no header of .npy") from None
    if type(fortran) is not bool or type(shape) is not tuple or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError("no header of .npy")
    if dtype is None or dtype.kind not in "biufcV" or dtype.hasobject or not dtype.itemsize:
        raise ValueError("no array of plain numbers")
    if dtype.fields or dtype.subdtype:
        raise ValueError("no array of plain numbers")
    return dtype, fortran, shape
