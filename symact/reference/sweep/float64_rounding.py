"""float64 arrays -> encodings of a narrower format, to nearest even, in one rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format

Floats = npt.NDArray[np.float64]


def round_to(values: Floats, fmt: Format) -> Bits:
    """Return the encodings nearest to finite float64 numbers, ties to even; overflow as `Format.round`.

    Args:
        values: any shape; magnitudes below 2^-1022 count as 0, with their sign.
        fmt: a format of at most 32 bits.
    """
    if fmt.name == "float32":
        with np.errstate(over="ignore", under="ignore"):
            return np.ascontiguousarray(values).astype(np.float32).view(np.uint32)
    return in_integers(values, fmt)


def in_integers(values: Floats, fmt: Format) -> Bits:
    """Return the same as `round_to`, in integer arithmetic alone, for any format of at most 32 bits."""
    raw = np.ascontiguousarray(values).view(np.uint64)
    exponent = ((raw >> np.uint64(52)) & np.uint64(0x7FF)).astype(np.int64) - 1023
    significand = (raw & np.uint64((1 << 52) - 1)) | np.uint64(1 << 52)
    significand = np.where(exponent == -1023, np.uint64(0), significand)
    base = np.maximum(exponent, fmt.emin)
    cut = np.minimum(52 - fmt.fraction_bits + (base - exponent), 62).astype(np.uint64)
    kept = significand >> cut
    rest = significand & ((np.uint64(1) << cut) - np.uint64(1))
    half = np.uint64(1) << (cut - np.uint64(1))
    kept += (rest > half) | ((rest == half) & (kept & np.uint64(1) == 1))
    # A carry runs into the exponent, as it must.
    bits = ((base - fmt.emin) << fmt.fraction_bits) + kept.astype(np.int64)
    bits = np.where(bits > fmt.max_bits, fmt.overflow_bits, bits)
    sign = (raw >> np.uint64(63)).astype(np.int64) << (fmt.width - 1)
    result: Any = (bits | sign).astype(bits_dtype(fmt))
    return np.asarray(result)


def require_sound_arithmetic() -> None:
    """Raise SymactError unless this thread computes as IEEE 754 says: to nearest even, subnormal numbers kept.

    Libraries built with unsafe options switch that off for the whole process when they are loaded.
    """
    one = np.array([1.0, 1.0, -1.0])
    tiny = np.array([2.0**-53, 3 * 2.0**-53, -(2.0**-53)])
    nearest = (one + tiny).tolist() == [1.0, 1.0 + 2.0**-51, -1.0]
    kept = (np.array([2.0**-1060]) * 0.5).tolist() == [2.0**-1061]
    narrow = np.array([2.0**-140, 1 + 2.0**-24, 1 + 3 * 2.0**-24]).astype(np.float32)
    narrowed = narrow.view(np.uint32).tolist() == [1 << 9, 0x3F800000, 0x3F800002]
    if not (nearest and kept and narrowed):
        raise SymactError(
            "arithmetic: this process rounds otherwise than IEEE 754's default, or flushes subnormal numbers to 0; "
            "some library that is loaded has switched that on, run symact without it"
        )
