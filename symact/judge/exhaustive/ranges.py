"""Which inputs an exhaustive run takes: ranges of numbers, cut into chunks in the order of numbers; no NumPy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from symact.errors import SymactError
from symact.formats.floating import Format

NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,4})?(/\d{1,400})?", re.IGNORECASE)
ENCODING = re.compile(r"0x[0-9a-f]+", re.IGNORECASE)


class Chunk(NamedTuple):
    """Consecutive encodings of one sign."""

    first: int
    length: int


class Range(NamedTuple):
    """All numbers from lowest to highest, -0 before +0, as encodings, both included."""

    lowest: int
    highest: int

    @classmethod
    def parse(cls, text: str, fmt: Format) -> Range:
        """Read ``LO:HI``: decimals or fractions taken exactly, inf, or encodings such as 0x3f800000.

        The range holds every number x of the format with LO <= x <= HI; 0 as an end takes in both zeros.

        Raises:
            SymactError: another form, or no number of the format lies in the range.
        """
        low, separator, high = (part.strip() for part in text.partition(":"))
        if not separator:
            raise SymactError(f"--range {text!r} is not of the form LO:HI, such as -8:8 or 0x3f800000:0x40000000")
        found = cls(_end(low, fmt, 1), _end(high, fmt, -1))
        if place(found.lowest, fmt) > place(found.highest, fmt):
            raise SymactError(f"--range {text!r} holds no number of {fmt.name}; LO must be at most HI")
        return found

    def count(self, fmt: Format) -> int:
        """Return how many inputs lie in the range."""
        return place(self.highest, fmt) - place(self.lowest, fmt) + 1


def place(bits: int, fmt: Format) -> int:
    """Return the place of an encoding in the order of numbers, as `symact.formats.arrays.total_order`."""
    return ~(bits & ~fmt.sign_bit) if fmt.is_negative(bits) else bits


def chunks(fmt: Format, span: Range | None, size: int) -> Iterator[Chunk]:
    """Cut inputs into chunks, in the order of numbers; NaN come first and last.

    Args:
        fmt: the format.
        span: the range, or None for all encodings.
        size: of a chunk, a power of two; chunks are aligned, so that a range cuts only the outer ones.
    """
    half = fmt.sign_bit
    low, high = (~(half - 1), half - 1) if span is None else (place(span.lowest, fmt), place(span.highest, fmt))
    size = min(size, half)
    if low < 0:
        # Negative encodings run against the order of numbers.
        first, last = (half | ~min(high, -1)), (half | ~low)
        for start in range(last // size * size, first // size * size - 1, -size):
            begin = max(start, first)
            yield Chunk(begin, min(start + size - 1, last) - begin + 1)
    if high >= 0:
        first = max(low, 0)
        for start in range(first // size * size, high + 1, size):
            begin = max(start, first)
            yield Chunk(begin, min(start + size - 1, high) - begin + 1)


def _end(text: str, fmt: Format, side: int) -> int:
    """Return the outermost encoding at or inside an end; side 1 for the lower end, -1 for the upper."""
    if ENCODING.fullmatch(text):
        bits = int(text[:32], 16)
        if len(text) != 2 + fmt.width // 4 or fmt.is_nan(bits):
            raise SymactError(f"--range: {text} is no number's encoding in {fmt.name}, of {fmt.width // 4} digits")
        return bits
    infinity = {"inf": 1, "+inf": 1, "-inf": -1}.get(text.lower())
    if infinity:
        outer = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
        return outer if infinity > 0 else outer | fmt.sign_bit
    if not NUMBER.fullmatch(text) or text.rstrip("0").endswith("/"):
        raise SymactError(f"--range: {text!r} is no number; write a decimal, a fraction, inf or an encoding as 0x...")
    number, _, denominator = text.partition("/")
    value = Fraction(number) / int(denominator or 1)
    if value == 0:
        return fmt.sign_bit if side > 0 else 0
    return _inside(value, fmt, side)


def _inside(value: Fraction, fmt: Format, side: int) -> int:
    """Return the encoding nearest to a number on that side of it, or of it."""
    magnitude, sign = abs(value), fmt.sign_bit if value < 0 else 0
    bits = min(fmt.from_fraction(magnitude), fmt.max_bits)
    outward = (side > 0) == (value > 0)
    if outward and fmt.to_fraction(bits) < magnitude:
        if bits == fmt.max_bits and not fmt.has_infinity:
            raise SymactError(f"--range: {fmt.name} has no number beyond {fmt.hex(bits)}; choose ends within it")
        return bits + 1 | sign
    if not outward and fmt.to_fraction(bits) > magnitude:
        bits -= 1
    return bits | sign
