"""Bytes packed as gzip does, the same on every day and machine, and unpacked within a limit."""

from __future__ import annotations

import struct
import zlib

SUFFIX = ".gz"
"""What a packed file's name has after its own."""

HEADER = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255))
"""Deflate at its best; no name, no time, no operating system."""


def packed(data: bytes) -> bytes:
    """Return data as the bytes of a .gz file; another release of zlib may pack the same data otherwise."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return HEADER + deflate.compress(data) + deflate.flush() + _trailer(data)


def is_packed(data: bytes) -> bool:
    """Whether data begins as every .gz file does."""
    return data.startswith(HEADER[:2])


def unpacked(data: bytes, limit: int) -> bytes:
    """Return what was packed, of which no more than limit bytes and one are ever held.

    Raises:
        ValueError: it is longer, or data is not what `packed` writes: truncated, followed by more, of another header.
        zlib.error: its blocks are damaged.
    """
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = inflate.decompress(data[len(HEADER) :], limit + 1)
    if len(plain) > limit:
        raise ValueError(f"it unpacks to more than {limit} bytes")
    if data[: len(HEADER)] != HEADER or not inflate.eof or inflate.unused_data != _trailer(plain):
        raise ValueError("it is not packed as symact packs")
    return plain


def _trailer(plain: bytes) -> bytes:
    return struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
