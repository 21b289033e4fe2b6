"""Fixed-point formats Qm.n: two's complement integers times 2^-n, rounded to nearest even and saturated.

The convention is ARM's: m counts the sign bit, so q4.12 has 16 bits and holds -8 to 8 - 2^-12, and q1.15 is the
fraction format of signal processors. (Texas Instruments leaves the sign bit out and would call them Q3.12 and
Q15.) Unsigned formats are uqm.n: uq0.8 has 8 bits and holds 0 to 1 - 2^-8. There is no NaN, no infinity and
one zero. Integers only, as in `symact.formats.floating`, so nothing is rounded twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from symact.errors import SymactError
from symact.formats.floating import FIXED_POINT, DType, Format, get_format
from symact.formats.round_to_odd import RoundToOdd

LEAST_WIDTH, GREATEST_WIDTH = 2, 32
"""Bits."""


@dataclass(frozen=True, slots=True)
class FixedFormat(Format):
    """A fixed-point format, signed or unsigned; its numbers are those of a floating-point format without exponents.

    What differs from `Format`: encodings are two's complement, so a number's sign is no separate bit; rounding
    saturates, and `overflow_bits` is the greatest number. `quantum` is -n, everywhere. `nan_bits` is -1, which
    encodes nothing.
    """

    signed: bool = True

    def __post_init__(self) -> None:
        greatest = (1 << self.precision) - 1
        derived = {
            "fraction_bits": self.precision - 1,
            "sign_bit": 1 << (self.width - 1) if self.signed else 0,
            "quantum": self.emin - (self.precision - 1),
            "infinity_bits": None,
            "nan_bits": -1,
            "max_bits": greatest,
            "min_normal_bits": 1,
            "overflow_bits": greatest,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, integer_bits: int, fraction_bits: int, signed: bool) -> FixedFormat:
        """Return the format Qm.n (m with the sign bit) or UQm.n.

        Args:
            integer_bits: m.
            fraction_bits: n.
            signed: two's complement, else unsigned.
        """
        width = integer_bits + fraction_bits
        precision = width - signed
        top = precision - 1 - fraction_bits
        name = f"{'' if signed else 'u'}q{integer_bits}.{fraction_bits}"
        return cls(name, width, precision, top, top, has_infinity=False, signed=signed)

    @property
    def least(self) -> int:
        """The least integer, in units of 2^quantum."""
        return -(1 << self.precision) if self.signed else 0

    def is_nan(self, bits: int) -> bool:
        """Return false: no encoding is NaN."""
        return False

    def is_infinite(self, bits: int) -> bool:
        """Return false: no encoding is infinite."""
        return False

    def is_finite(self, bits: int) -> bool:
        """Whether bits encodes a number, as all encodings do."""
        return 0 <= bits < 1 << self.width

    def is_negative(self, bits: int) -> bool:
        """Whether the number is below 0."""
        return bits & self.sign_bit != 0

    def parts(self, bits: int) -> tuple[bool, int, int]:
        """Return (negative, significand, exponent) of an encoding, value = +-significand * 2^exponent."""
        if not self.is_finite(bits):
            raise ValueError(f"{bits:#x} encodes no number of {self.name}")
        integer = self.order_key(bits)
        return integer < 0, abs(integer), self.quantum

    def truncate(self, value: RoundToOdd) -> tuple[int, bool, bool]:
        """Return (magnitude in units of 2^quantum cut to an integer, the first bit cut off, whether more follows)."""
        shift = value.exponent - self.quantum
        if shift >= 0:
            return value.significand << shift, False, not value.exact
        if -shift > value.significand.bit_length():
            return 0, False, value.significand != 0
        kept, half = value.significand >> -shift, value.significand >> (-shift - 1) & 1 == 1
        below = value.significand & ((1 << (-shift - 1)) - 1) != 0
        return kept, half, below or not value.exact

    def complete(self, negative: bool, bits: int, half: bool, below: bool) -> int:
        """Finish what `truncate` began: round to nearest even, set the sign, and saturate."""
        return self.saturate(self.nearest(negative, bits, half, below))

    def nearest(self, negative: bool, kept: int, half: bool, below: bool) -> int:
        """Return the nearest integer in units of 2^quantum, ties to even, as though there were no bounds."""
        magnitude = kept + (half and (below or kept & 1 == 1))
        return -magnitude if negative else magnitude

    def saturate(self, integer: int) -> int:
        """Return the encoding of the number nearest to integer * 2^quantum within the bounds."""
        return self.from_order_key(max(self.least, min(integer, self.max_bits)))

    def ulp_exponent(self, value: RoundToOdd) -> int:
        """Return `quantum`: the numbers are equally spaced."""
        return self.quantum

    def order_key(self, bits: int) -> int:
        """Return the number in units of 2^quantum."""
        return bits - ((bits & self.sign_bit) << 1)

    def from_order_key(self, key: int) -> int:
        """Return the encoding of key * 2^quantum, for a key within the bounds."""
        return key & ((1 << self.width) - 1)

    def hex(self, bits: int) -> str:
        """Return the encoding as hexadecimal of as many digits as its width needs."""
        return f"{bits:#0{2 - -self.width // 4}x}"


@lru_cache(maxsize=256)
def _fixed(name: str) -> FixedFormat | None:
    match = re.fullmatch(r"(u?)q([0-9]{1,2})\.([0-9]{1,2})", name.lower())
    if match is None:
        return None
    signed, integer_bits, fraction_bits = not match[1], int(match[2]), int(match[3])
    width = integer_bits + fraction_bits
    if not LEAST_WIDTH <= width <= GREATEST_WIDTH or integer_bits < signed:
        least = "m at least 1, which is the sign bit" if signed else "m at least 0"
        raise SymactError(
            f"{name}: {'q' if signed else 'uq'}m.n has m + n bits (ARM's convention), {LEAST_WIDTH} to "
            f"{GREATEST_WIDTH} of them, and {least}; 16 bits with 12 after the point are "
            f"{'q' if signed else 'uq'}4.12"
        )
    return FixedFormat.of(integer_bits, fraction_bits, signed)


def table_format(name: DType) -> Format:
    """Return the format of that name that tables are made of: floating point, or fixed point such as "q4.12".

    Args:
        name: as for `get_format`, or the name of a fixed-point format.

    Raises:
        SymactError: there is no such format, or its bits do not add up to what is possible.
    """
    if isinstance(name, str) and FIXED_POINT.match(name):
        found = _fixed(name)
        if found is None:
            raise SymactError(
                f"{name[:40]!r} is no fixed-point format; they are called qm.n (m counts the sign bit) or uqm.n, as in "
                "q4.12 and uq0.8"
            )
        return found
    return get_format(name)
