"""Exact parameter values from text: ``1/100``, ``0.01`` (means 1/100), ``0.01@float32`` (the nearest float32)."""

import math
import numbers
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr

from symact.errors import SymactError, excerpt
from symact.formats.floating import get_format
from symact.system.assignments import assignments

NUMBER = re.compile(
    r"[+-]?\d{1,40}(/\d{1,40}|(\.\d{0,60})?([eE][+-]?\d{1,3})?)|[+-]?\.\d{1,60}([eE][+-]?\d{1,3})?", re.ASCII
)

MOST_BITS = 4000
"""Bits of a parameter's numerator and denominator; text cannot have as many."""


def parse_number(text: str, name: str = "number") -> Fraction:
    """Return the exact rational that a text means.

    Args:
        text: a quotient, a decimal or a decimal with an exponent, then optionally ``@format``.
        name: what the number is for, used in the error.

    Raises:
        SymactError: text is not such a number, or rounds to no number of the format.
    """
    number, at, format_name = text.strip().partition("@")
    if not NUMBER.fullmatch(number):
        raise SymactError(f"{name}={text!r} is not an exact number; write it as 1/100, 0.01 or 0.01@float32")
    try:
        value = Fraction(number) if "/" in number else Fraction(Decimal(number))
    except ZeroDivisionError:
        raise SymactError(f"{name}={text!r} divides by zero") from None
    if not at:
        return value
    fmt = get_format(format_name)
    bits = fmt.from_fraction(value)
    if not fmt.is_finite(bits):
        raise SymactError(f"{name}={text!r} is too large for {fmt.name}")
    return fmt.to_fraction(bits)


def to_fraction(value: Any) -> Fraction:
    """Return a rational of SymPy or of FLINT as Python's, which takes neither kind of integer."""
    return Fraction(int(value.p), int(value.q))


def to_rational(value: numbers.Rational) -> sympy.Rational:
    """Return a rational number of Python's kind as SymPy's."""
    return sympy.Rational(int(value.numerator), int(value.denominator))


def exact_value(value: object, name: str) -> Expr:
    """Return a parameter value as an exact SymPy number.

    Args:
        value: text (see `parse_number`), an int, a Fraction, an exact SymPy number, or a float whose
            decimal is the number itself, such as 0.5.
        name: the parameter's name, used in the error.

    Raises:
        SymactError: value is not exact; a float such as 0.1 is refused, since 1/10 may be meant.
    """
    if isinstance(value, str):
        fraction = parse_number(value, name)
        return to_rational(fraction)
    if (
        isinstance(value, numbers.Rational)
        and max(abs(int(value.numerator)), int(value.denominator)).bit_length() > MOST_BITS
    ):
        raise SymactError(f"{name} has a numerator or denominator of more than {MOST_BITS} bits; give a shorter number")
    if isinstance(value, bool):
        pass
    elif isinstance(value, Expr):
        if not value.free_symbols and not value.has(sympy.Float):
            return value
    elif isinstance(value, numbers.Rational):
        return to_rational(value)
    elif isinstance(value, numbers.Real):
        return _exact_float(float(value), name)
    raise SymactError(f"{name}={excerpt(value)} is not an exact number; write it as 1/100, 0.01 or 0.01@float32")


def _exact_float(value: float, name: str) -> Expr:
    """Return a float as the rational that it is, if its decimal says the same."""
    if not math.isfinite(value):
        raise SymactError(f"{name}={value!r} is no number; give a finite one")
    if Fraction(repr(value)) != Fraction(value):
        raise SymactError(
            f"{name}={value!r} is a float; write '{value!r}' for the decimal, '{value!r}@float64' for the binary number"
        )
    return sympy.Rational(*value.as_integer_ratio())


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Split ``k=v`` texts of the command line; each name may come once."""
    return assignments(texts, "param", "alpha=1/2")
