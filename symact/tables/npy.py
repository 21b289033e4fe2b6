"""One array in the bytes of a .npy file, never longer than the bytes, whatever its header claims; NumPy alone."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
import numpy.typing as npt

LARGEST_HEADER = 1024
"""Bytes; that of a plain array takes 118. NumPy evaluates it as a literal, so it must not be long."""


def parse(data: bytes) -> npt.NDArray[Any]:
    """Return the array in a .npy file's bytes, in the byte order that it has there.

    Raises:
        ValueError: this is no .npy file of plain numbers, or not as long as its header says.
    """
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError("not version 1 or 2 of .npy")
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(file, max_header_size=LARGEST_HEADER)
    body = data[file.tell() :]
    if dtype.hasobject or dtype.itemsize == 0 or dtype.fields or dtype.subdtype:
        raise ValueError(f"an array of {dtype}, which are no plain numbers")
    if any(n < 0 for n in shape) or math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(f"{len(body)} bytes where the header says shape {str(shape)[:40]} of {dtype}")
    return np.frombuffer(body, dtype=dtype).reshape(shape, order="F" if fortran else "C")
