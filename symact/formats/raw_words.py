"""Encodings in files that any program can read and write: raw words, .npy, or hexadecimal text; NumPy alone."""

from pathlib import Path

import numpy as np

from symact.errors import CandidateError
from symact.formats import npy
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.system import files

SUFFIXES = {".npy": "unsigned integers as NumPy writes them", ".hex": "one word a line in hexadecimal"}
"""What a file's suffix says of its content; any other means raw little-endian words."""


def content(path: str | Path) -> str:
    """Return what a file of that name holds, in words."""
    return SUFFIXES.get(Path(path).suffix, "raw little-endian words")


def write_words(bits: Bits, fmt: Format, path: str | Path) -> None:
    """Write encodings in the way that the file's suffix says; .npy keeps the shape, others have one after the other.

    Raises:
        SymactError: the file cannot be written.
    """
    with files.replacing(path) as file:
        suffix = Path(path).suffix
        if suffix == ".npy":
            np.save(file, bits, allow_pickle=False)
        elif suffix == ".hex":
            digits = fmt.width // 4
            file.write("".join(f"{word:0{digits}x}\n" for word in bits.reshape(-1).tolist()).encode())
        else:
            file.write(bits.astype(bits_dtype(fmt).newbyteorder("<")).tobytes())


def read_words(path: str | Path, fmt: Format, count: int) -> Bits:
    """Return the encodings in a file, shape (count,).

    Raises:
        CandidateError: it cannot be read, holds something else, or another number of words.
    """
    suffix, size = Path(path).suffix, fmt.width // 8
    limit = count * {".npy": size, ".hex": 2 * size + 4}.get(suffix, size) + 4096
    expected = f"{count} results of {fmt.name}, {content(path)}"
    try:
        if Path(path).is_file() and Path(path).stat().st_size > limit:
            raise CandidateError(f"{path}: has {Path(path).stat().st_size} bytes, too many for {expected}")
        data = files.read_bytes(path, limit)
    except OSError as error:
        raise CandidateError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        words = _parsed(data, suffix, fmt)
    except (ValueError, EOFError, OverflowError, MemoryError):
        raise CandidateError(f"{path}: {len(data)} bytes are not {expected}") from None
    if len(words) != count:
        raise CandidateError(f"{path}: holds {len(words)} results of {fmt.name} instead of {count}")
    return words


def _parsed(data: bytes, suffix: str, fmt: Format) -> Bits:
    dtype = bits_dtype(fmt)
    if suffix == ".npy":
        found = npy.parse(data)
        if found.dtype.newbyteorder("=") != dtype:
            raise ValueError(f"{found.dtype}")
        return np.asarray(found.astype(dtype)).reshape(-1)
    if suffix == ".hex":
        words = [int(line, 16) for line in data.decode("ascii").split()]
        if any(not 0 <= word < 1 << fmt.width for word in words):
            raise ValueError("a word of another width")
        return np.array(words, dtype=dtype)
    if len(data) % dtype.itemsize:
        raise ValueError("a part of a word")
    return np.frombuffer(data, dtype=dtype.newbyteorder("<")).astype(dtype)
