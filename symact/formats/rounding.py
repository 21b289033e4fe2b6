"""float64 arrays rounded to a format, to nearest even in one rounding, and the spacing of its numbers around them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, bits_dtype, magnitudes, to_float64
from symact.formats.floating import Format


def round_to(values: Floats, fmt: Format) -> Bits:
    """Return the encodings nearest to finite float64 numbers, ties to even; overflow as `Format.round`.

    Args:
        values: any shape; magnitudes below 2^-1022 count as 0, with their sign.
        fmt: a format of at most 32 bits.
    """
    if fmt.name in ("float32", "float16"):
        with np.errstate(over="ignore", under="ignore"):
            return np.ascontiguousarray(values.astype(fmt.name)).view(bits_dtype(fmt))
    return _by_float32(values, fmt) if fmt.name == "bfloat16" else in_integers(values, fmt)


def _by_float32(values: Floats, fmt: Format) -> Bits:
    """Return what `round_to` does for bfloat16: float32 may hide what tells a tie from its neighbours, nothing else."""
    with np.errstate(all="ignore"):
        raw = np.ascontiguousarray(values.astype(np.float32)).view(np.uint32)
    result = ((raw + (np.uint32(0x7FFF) + ((raw >> np.uint32(16)) & np.uint32(1)))) >> np.uint32(16)).astype(np.uint16)
    ties = raw.astype(np.uint16) == 0x8000
    if ties.any():
        result[ties] = in_integers(values[ties], fmt)
    return result


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


def encode(values: Floats, fmt: Format) -> Bits:
    """Return the encodings nearest to float64 numbers, NaN and infinities among them; overflow as `Format.round`."""
    if fmt.name in ("float64", "float32", "float16"):
        with np.errstate(all="ignore"):
            return np.ascontiguousarray(values.astype(fmt.name)).view(bits_dtype(fmt))
    bits = round_to(values, fmt)
    return np.where(np.isnan(values), bits.dtype.type(fmt.nan_bits), bits)


def rounded(values: Floats, fmt: Format) -> Floats:
    """Return float64 numbers rounded to a format, still as float64; overflow gives infinity (NaN in e4m3fn)."""
    if fmt.name == "float64":
        return values
    if fmt.name == "bfloat16":
        return _shortened(values, fmt)
    return to_float64(encode(values, fmt), fmt)


def _shortened(values: Floats, fmt: Format) -> Floats:
    """Return float64 numbers rounded to a format with infinities, without a word of it: in a few passes."""
    dropped = np.int64(52 - fmt.fraction_bits)
    raw = np.ascontiguousarray(values, dtype=np.float64).view(np.int64)
    with np.errstate(all="ignore"):
        up = ((raw >> dropped) & 1) + ((np.int64(1) << (dropped - 1)) - 1)
        # A carry runs into the exponent, as it must.
        kept = ((raw + up) & -(np.int64(1) << dropped)).view(np.float64)
        # Next to this number float64 has the spacing of the format's subnormal numbers.
        anchor = np.ldexp(1.5, 52 + fmt.emin - fmt.fraction_bits)
        size = np.abs(values)
        small = np.copysign(size + anchor - anchor, values)
        kept = np.where(size < np.ldexp(1.0, fmt.emin), small, kept)
        kept = np.where(np.abs(kept) >= np.ldexp(1.0, fmt.emax + 1), np.copysign(np.inf, values), kept)
        return np.where(np.isnan(values), np.nan, kept)


def spacing_exponent(size: Floats, fmt: Format) -> npt.NDArray[np.int64]:
    """Return e with 2^e the spacing of the format's numbers around non-negative numbers."""
    field = (np.maximum(size, 0.0).view(np.int64) >> 52) - 1023
    return np.asarray(np.clip(field, fmt.emin, fmt.emax) - fmt.fraction_bits)


def encoding_exponent(bits: Bits, fmt: Format) -> npt.NDArray[np.int64]:
    """Return e with ulp = 2^e around each finite number, from the exponent field of its encoding."""
    field = np.minimum(magnitudes(bits, fmt).astype(np.int64), fmt.max_bits) >> fmt.fraction_bits
    return np.asarray(np.maximum(field, 1) - 1 + fmt.quantum)


def spacing(values: Floats, fmt: Format) -> Floats:
    """Return the spacing of the format's numbers around values, as if it had no greatest one."""
    _, exponent = np.frexp(values)
    return np.asarray(np.ldexp(1.0, np.maximum(exponent - 1, fmt.emin) - fmt.fraction_bits))
