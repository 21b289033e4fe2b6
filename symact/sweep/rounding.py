"""float64 arrays -> encodings of a narrower format, to nearest even, in one rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from symact.arrays import Bits, bits_dtype
from symact.formats import Format

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
