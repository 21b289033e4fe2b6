"""Has a process keep the memory of arrays for those that follow: a fresh page costs more than the passes over it."""

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Parameters of glibc's mallopt: from how many free bytes on memory is given back, and taken by mmap alone."""

KEPT = 1 << 30


def keep_memory() -> None:
    """Have freed memory stay with this process, by glibc's mallopt; other systems are left as they are."""
    adjust = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if adjust is not None:
        for parameter in (TRIM_THRESHOLD, MMAP_THRESHOLD):
            adjust(parameter, KEPT)
