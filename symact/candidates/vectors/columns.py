"""Columns of numbers as files hold them, and the encodings that they stand for; NumPy alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype, is_nan, to_float64
from symact.formats.floating import FORMATS, Format, get_format

Text: TypeAlias = tuple[str, ...]
"""A column as text: decimals, C99's hexadecimal numbers, or encodings as 0x3f80."""


@dataclass(frozen=True, slots=True)
class Array:
    """A column of machine numbers.

    Args:
        values: encodings of the format as unsigned integers, or, without a format, integers; shape (n,).
        format: its name, "" for integers.
    """

    values: npt.NDArray[Any]
    format: str = ""

    def __len__(self) -> int:
        return len(self.values)


Column: TypeAlias = Array | Text
Columns: TypeAlias = dict[str, Column]

LONGEST = 1200
"""Characters of a number; the longest decimal of a float64 takes 1,080."""

HUGE = 5000
"""Decimal or binary exponents beyond which a number is 0 or infinite in every format."""

DECIMAL = re.compile(r"([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,9}))?")
HEXADECIMAL = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d{1,9})")
ENCODING = re.compile(r"0[xX]([0-9a-fA-F]+)")
INFINITE = re.compile(r"([+-]?)inf(?:inity)?", re.IGNORECASE)
NAN = re.compile(r"[+-]?nan(?:\(\w*\))?", re.IGNORECASE)


def of_array(values: npt.NDArray[Any]) -> Array:
    """Return an array of NumPy as a column, its elements in order.

    Raises:
        ValueError: its elements are no numbers that symact knows.
    """
    flat = values.reshape(-1)
    flat = flat.astype(flat.dtype.newbyteorder("="))
    size = flat.dtype.itemsize
    if flat.dtype.kind == "f" and size in (2, 4, 8):
        return Array(flat.view(f"u{size}"), f"float{8 * size}")
    # What ml_dtypes writes: words without a type, whose format the user knows.
    if flat.dtype.kind == "V" and size in (1, 2):
        return Array(flat.view(f"u{size}"))
    if flat.dtype.kind in "iu":
        return Array(flat)
    raise ValueError(f"an array of {flat.dtype} holds no numbers of a format")


def texts(cells: Iterable[str]) -> Text:
    """Return a column of text."""
    return tuple(cells)


@lru_cache(maxsize=64)
def format_named(text: str) -> str:
    """Return the format that a text such as ``np.float32`` names, "" if none."""
    try:
        return get_format(text.strip().rpartition(".")[2]).name
    except SymactError:
        return ""


def encodings(column: Column, fmt: Format, rows: npt.NDArray[np.bool_] | None, name: str) -> Bits:
    """Return the encodings of a column's numbers, of some rows or all.

    Numbers of another format must be inputs of this one (x), or are rounded to it once (y); text is rounded once,
    as whoever reads the file does it.

    Raises:
        ValueError: a row holds no number, or an input that is none of the format; the message names the first.
    """
    if isinstance(column, tuple):
        chosen = column if rows is None else tuple(c for c, row in zip(column, rows, strict=True) if row)
        if rows is None:
            _check_digits(chosen, fmt, name)
        return np.array([_of_text(text, fmt, number, name) for number, text in enumerate(chosen, 1)], bits_dtype(fmt))
    values = column.values if rows is None else column.values[rows]
    if column.format == fmt.name:
        return values.astype(bits_dtype(fmt))
    if column.format:
        return _from_format(values, get_format(column.format), fmt, name)
    if values.dtype == bits_dtype(fmt):
        return np.ascontiguousarray(values)
    if values.dtype.kind == "u":
        raise ValueError(f"{name} holds words of {8 * values.dtype.itemsize} bits, and {fmt.name} has {fmt.width}")
    found = [fmt.from_fraction(Fraction(int(value))) for value in values.tolist()]
    _same_numbers(found, [Fraction(int(value)) for value in values.tolist()], fmt, name)
    return np.array(found, dtype=bits_dtype(fmt))


def _check_digits(column: Text, fmt: Format, name: str) -> None:
    """Raise ValueError where a column of encodings is of a narrower format: none has all digits of this one."""
    digits = [len(found[1]) for found in map(ENCODING.fullmatch, column) if found]
    if digits and max(digits) < fmt.width // 4:
        raise ValueError(f"{name} holds words of at most {max(digits)} digits, and {fmt.name} has {fmt.width // 4}")


def _from_format(values: Bits, wide: Format, fmt: Format, name: str) -> Bits:
    special = is_nan(values, wide) | ~np.isfinite(to_float64(values, wide))
    found = [
        _special(wide, int(bits), fmt)
        if odd
        else _signed(fmt, wide.to_fraction(int(bits)), wide.is_negative(int(bits)))
        for bits, odd in zip(values.tolist(), special.tolist(), strict=True)
    ]
    if name == "x":
        finite = [k for k, odd in enumerate(special.tolist()) if not odd]
        exact = [wide.to_fraction(int(values[k])) for k in finite]
        _same_numbers([found[k] for k in finite], exact, fmt, name)
    return np.array(found, dtype=bits_dtype(fmt))


def _same_numbers(found: list[int], exact: list[Fraction], fmt: Format, name: str) -> None:
    """Raise ValueError where an input is no number of the format."""
    for number, (bits, value) in enumerate(zip(found, exact, strict=True), 1):
        if name == "x" and not (fmt.is_finite(bits) and fmt.to_fraction(bits) == value):
            fits = ", ".join(each.name for each in FORMATS if each.width > fmt.width)
            raise ValueError(f"x = {float(value)!r} is no number of {fmt.name} (pair {number}); --dtype {fits}?")


def _special(wide: Format, bits: int, fmt: Format) -> int:
    """Return the encoding of a NaN or an infinity."""
    if wide.is_nan(bits):
        return _nan(fmt)
    return _infinity(fmt, wide.is_negative(bits))


def _nan(fmt: Format) -> int:
    if fmt.nan_bits is None:
        raise ValueError(f"{fmt.name} has no NaN")
    return fmt.nan_bits


def _infinity(fmt: Format, negative: bool) -> int:
    if fmt.infinity_bits is None:
        raise ValueError(f"{fmt.name} has no infinity")
    return fmt.infinity_bits | (fmt.sign_bit if negative else 0)


def _signed(fmt: Format, value: Fraction, negative: bool) -> int:
    return fmt.from_fraction(value) | (fmt.sign_bit if negative and not value else 0)


def _of_text(text: str, fmt: Format, number: int, name: str) -> int:
    """Return the encoding that a text stands for."""
    text = text.strip()
    if found := ENCODING.fullmatch(text):
        word = int(found[1], 16) if len(found[1]) <= LONGEST else -1
        if word < 0 or word >> fmt.width:
            raise ValueError(f"{name} = {text[:24]} is no encoding of {fmt.name} (pair {number})")
        return word
    if NAN.fullmatch(text):
        return _nan(fmt)
    if found := INFINITE.fullmatch(text):
        return _infinity(fmt, found[1] == "-")
    for pattern, base, power in ((DECIMAL, 10, 10), (HEXADECIMAL, 16, 2)):
        found = pattern.fullmatch(text) if len(text) <= LONGEST else None
        if found and (found[2] or found[3]):
            digits, exponent = int(found[2] + found[3], base), int(found[4] or 0)
            exponent -= len(found[3]) * (1 if base == 10 else 4)
            # 10^(2 * HUGE) is still a small integer, and beyond it nothing changes.
            scale = Fraction(power) ** max(-2 * HUGE, min(2 * HUGE, exponent))
            value = digits * scale * (-1 if found[1] == "-" else 1)
            return _signed(fmt, value, found[1] == "-")
    raise ValueError(f"{name} = {text[:24]!r} is no number (pair {number})")
