"""Arrays of encodings (unsigned integers) and of a format's NumPy dtype; NumPy and ml_dtypes alone."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.fixed import FixedFormat
from symact.formats.floating import Format

Bits = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def bits_dtype(fmt: Format) -> np.dtype[Any]:
    """Return the unsigned integer dtype that holds encodings of fmt, the narrowest one."""
    return np.dtype(f"uint{max(8, 1 << (fmt.width - 1).bit_length())}")


def float_dtype(fmt: Format) -> np.dtype[Any]:
    """Return the floating-point dtype of fmt: NumPy's own, or ml_dtypes' for bfloat16 and float8."""
    if hasattr(np, fmt.name):
        return np.dtype(fmt.name)
    # Its import takes longer than all that a process of a candidate imports besides.
    import ml_dtypes

    dtype: np.dtype[Any] = np.dtype(getattr(ml_dtypes, fmt.name))
    return dtype


def all_bits(fmt: Format) -> Bits:
    """Return all 2^width encodings, 0 first, for formats of at most 16 bits."""
    if fmt.width > 16:
        raise ValueError(f"{fmt.name} has 2^{fmt.width} encodings")
    return np.arange(1 << fmt.width, dtype=bits_dtype(fmt))


def to_floats(bits: Bits, fmt: Format) -> npt.NDArray[Any]:
    """Reinterpret encodings as floating-point numbers of fmt (a copy, native byte order)."""
    return np.array(bits, dtype=bits_dtype(fmt)).view(float_dtype(fmt))


def to_numbers(bits: Bits, fmt: Format) -> npt.NDArray[Any]:
    """Return encodings as what holds the numbers natively: fmt's own dtype, or fixed point as integers times 2^-n."""
    if not isinstance(fmt, FixedFormat):
        return to_floats(bits, fmt)
    integers = bits.astype(np.int64)
    integers -= (integers & fmt.sign_bit) << 1
    return integers.astype(f"{'i' if fmt.signed else 'u'}{bits_dtype(fmt).itemsize}")


def from_integers(values: npt.NDArray[Any], fmt: FixedFormat) -> Bits:
    """Return the encodings of integers times 2^-n, integers within the format's bounds."""
    return np.asarray(values.astype(np.int64) & ((1 << fmt.width) - 1), dtype=bits_dtype(fmt))


def to_bits(values: npt.NDArray[Any], fmt: Format) -> Bits:
    """Reinterpret numbers of fmt's dtype as encodings (a copy)."""
    if values.dtype != float_dtype(fmt):
        raise ValueError(f"an array of {values.dtype} does not hold {fmt.name}")
    return np.ascontiguousarray(values).view(bits_dtype(fmt)).copy()


def to_float64(bits: Bits, fmt: Format) -> Floats:
    """Return the numbers as float64, which holds every number of every format here exactly."""
    if isinstance(fmt, FixedFormat):
        return np.asarray(np.ldexp(to_numbers(bits, fmt).astype(np.float64), fmt.quantum))
    if fmt.width == 8:
        return np.asarray(_numbers(fmt)[bits])
    if fmt.name == "bfloat16":
        numbers = (bits.astype(np.uint32) << np.uint32(16)).view(np.float32)
    else:
        numbers = to_floats(bits, fmt)
    with np.errstate(invalid="ignore"):
        return numbers.astype(np.float64)


@cache
def _numbers(fmt: Format) -> Floats:
    """Return the numbers of all encodings of a format of 8 bits."""

    def magnitude(bits: int) -> float:
        return float(fmt.to_fraction(bits)) if fmt.is_finite(bits) else np.inf if fmt.is_infinite(bits) else np.nan

    upper = [magnitude(bits) for bits in range(fmt.sign_bit)]
    return np.array([*upper, *np.negative(upper)])


def magnitudes(bits: Bits, fmt: Format) -> Bits:
    """Return encodings without their sign bit."""
    return np.asarray(bits & bits_dtype(fmt).type(fmt.sign_bit - 1))


def magnitude_ends(bits: Bits, fmt: Format) -> tuple[int, int] | None:
    """Return the least and the greatest magnitude if all encodings have one sign and none is NaN; else None."""
    low, high = int(bits.min(initial=(1 << fmt.width) - 1)), int(bits.max(initial=0))
    outermost = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
    if low > high or (low ^ high) & fmt.sign_bit or high & ~fmt.sign_bit > outermost:
        return None
    return low & ~fmt.sign_bit, high & ~fmt.sign_bit


def is_zero(bits: Bits, fmt: Format) -> Mask:
    """Return which encodings are zeros."""
    return np.asarray(magnitudes(bits, fmt) == 0)


def is_normal(bits: Bits, fmt: Format) -> Mask:
    """Return which encodings are normal numbers."""
    magnitude = magnitudes(bits, fmt)
    return np.asarray((magnitude >= fmt.min_normal_bits) & (magnitude <= fmt.max_bits))


def is_nan(bits: Bits, fmt: Format) -> Mask:
    """Return which encodings are NaN."""
    if isinstance(fmt, FixedFormat):
        return np.zeros(bits.shape, dtype=bool)
    magnitude = magnitudes(bits, fmt)
    infinity = fmt.infinity_bits
    return np.asarray(magnitude == fmt.nan_bits if infinity is None else magnitude > infinity)


def same(one: Bits, other: Bits, fmt: Format) -> Mask:
    """Return which encodings are equal; one NaN is as good as another."""
    return np.asarray((one == other) | is_nan(one, fmt) & is_nan(other, fmt))


def is_infinite(bits: Bits, fmt: Format) -> Mask:
    """Return which encodings are +infinity or -infinity."""
    if fmt.infinity_bits is None:
        return np.zeros(bits.shape, dtype=bool)
    return np.asarray(magnitudes(bits, fmt) == fmt.infinity_bits)


def order_keys(bits: Bits, fmt: Format) -> npt.NDArray[np.int64]:
    """Return integers that grow with the numbers: neighbours differ by 1, both zeros are 0."""
    magnitude = magnitudes(bits, fmt).astype(np.int64)
    return np.asarray(np.where(bits >> (fmt.width - 1) != 0, -magnitude, magnitude), dtype=np.int64)


def total_order(bits: Bits, fmt: Format) -> npt.NDArray[np.int64]:
    """Return integers that grow with the numbers, -0 just before +0: neighbours differ by 1."""
    magnitude = magnitudes(bits, fmt).astype(np.int64)
    return np.asarray(np.where(bits >> (fmt.width - 1) != 0, ~magnitude, magnitude), dtype=np.int64)
