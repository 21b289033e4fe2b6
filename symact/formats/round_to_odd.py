"""RoundToOdd: a real number rounded to odd at 128 bits, from which every narrower rounding follows exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

WIDE_PRECISION = 128
"""Significand bits that a reference value keeps, rounded to odd."""

WIDE_EXPONENT = 65536
"""Reference values outside 2^-65536 .. 2^65536 are replaced by an odd value at that edge.

Every format here lives far inside, so every rounding that follows is unchanged.
"""


class RoundToOdd(NamedTuple):
    """A real number rounded to odd at 128 bits: (-1)^negative * significand * 2^exponent.

    Rounding to odd keeps enough to round once more, exactly, to any format of at most 126 bits
    (Boldo and Melquiond, "When double rounding is odd", 2005): an inexact value always has an odd
    128-bit significand, so it is never mistaken for a tie.

    Args:
        negative: the sign; for zero, the sign of zero.
        significand: an integer of at most 128 bits; 0 for zero.
        exponent: the power of two of the significand's last bit.
        exact: whether this is the real number itself.
    """

    negative: bool
    significand: int
    exponent: int
    exact: bool

    @classmethod
    def from_ratio(cls, numerator: int, denominator: int) -> RoundToOdd:
        """Round numerator/denominator to odd (denominator > 0)."""
        magnitude = abs(numerator)
        if magnitude == 0:
            return cls(False, 0, 0, True)
        # One guard bit more than needed, so that the quotient has at least 128 bits.
        shift = WIDE_PRECISION + 1 - (magnitude.bit_length() - denominator.bit_length())
        if shift >= 0:
            quotient, rest = divmod(magnitude << shift, denominator)
        else:
            quotient, rest = divmod(magnitude, denominator << -shift)
        return cls.from_bits(numerator < 0, quotient, -shift, rest != 0)

    @classmethod
    def from_bits(cls, negative: bool, significand: int, exponent: int, sticky: bool) -> RoundToOdd:
        """Round significand * 2^exponent to odd; sticky says that a positive rest below was cut off.

        A significand of fewer than 128 bits must come with sticky false.
        """
        if significand == 0 and not sticky:
            return cls(negative, 0, 0, True)
        excess = significand.bit_length() - WIDE_PRECISION
        if excess < 0 and sticky:
            raise ValueError("a rest below fewer than 128 bits cannot be rounded to odd")
        if excess > 0:
            sticky = sticky or (significand & ((1 << excess) - 1)) != 0
            significand >>= excess
            exponent += excess
        top = exponent + significand.bit_length() - 1
        if top < -WIDE_EXPONENT:
            return cls.tiny(negative)
        if top > WIDE_EXPONENT:
            return cls.huge(negative)
        if sticky:
            return cls(negative, significand | 1, exponent, False)
        zeros = (significand & -significand).bit_length() - 1
        return cls(negative, significand >> zeros, exponent + zeros, True)

    @classmethod
    def tiny(cls, negative: bool) -> RoundToOdd:
        """A nonzero value below 2^-65536 in magnitude, of which only the sign matters."""
        return cls(negative, 1, -WIDE_EXPONENT - 1, False)

    @classmethod
    def huge(cls, negative: bool) -> RoundToOdd:
        """A value above 2^65536 in magnitude, of which only the sign matters."""
        return cls(negative, (1 << WIDE_PRECISION) - 1, WIDE_EXPONENT, False)

    def to_fraction(self) -> Fraction:
        """Return the kept value as an exact rational (the real number itself only if `exact`)."""
        magnitude = Fraction(self.significand) * Fraction(2) ** self.exponent
        return -magnitude if self.negative else magnitude

    def interval(self) -> tuple[Fraction, Fraction] | None:
        """Return a closed interval that holds the real number itself; None beyond 2^65536, where it has no end."""
        if self.exponent == WIDE_EXPONENT and not self.exact:
            return None
        step = 0 if self.exact else Fraction(2) ** self.exponent
        kept = self.to_fraction()
        return kept - step, kept + step

    def to_text(self) -> str:
        """Return the kept value as a hexadecimal literal, such as ``-0x3p-1`` for -3/2."""
        return f"{'-' if self.negative else ''}0x{self.significand:x}p{self.exponent:+d}"

    @classmethod
    def from_text(cls, text: str, exact: bool) -> RoundToOdd:
        """Read what `to_text` wrote; raises ValueError on anything else."""
        body = text[1:] if text.startswith("-") else text
        digits, separator, power = body.partition("p")
        if not (digits.startswith("0x") and separator):
            raise ValueError(f"not a hexadecimal literal: {text!r}")
        value = cls(text.startswith("-"), int(digits[2:], 16), int(power), exact)
        if value.to_text() != text:
            raise ValueError(f"not a canonical hexadecimal literal: {text!r}")
        return value
