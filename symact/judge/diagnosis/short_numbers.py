"""Constants as a person may have written them: of few digits, or rounded to a narrow format."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from sympy import Expr

from symact.definition.parameters import to_fraction
from symact.formats.floating import get_format
from symact.reference.rows import constant

DIGITS = range(1, 8)

NARROW = ("float32", "bfloat16", "float16")


def likely(value: Expr) -> Iterator[Fraction]:
    """Yield a constant with few digits, or rounded to a narrow format."""
    for _, short in shortened(value):
        yield short


@lru_cache(maxsize=256)
def shortened(value: Expr) -> tuple[tuple[str, Fraction], ...]:
    """Return in words how a long constant may be short, and the numbers; nothing of a short binary fraction."""
    if not is_long(value):
        return ()
    found: dict[str, Fraction] = {}
    for digits in DIGITS:
        for way in ("cut to", "rounded to"):
            plural = "digit" if digits == 1 else "digits"
            found[f"{way} {digits} {plural}"] = _decimal(value, digits, up=way == "rounded to")
    for name in NARROW:
        fmt = get_format(name)
        bits = fmt.round(constant(value))
        if fmt.is_finite(bits):
            found[f"rounded to {name}"] = fmt.to_fraction(bits)
    return tuple(found.items())


def is_long(value: Expr) -> bool:
    """Whether a constant is no short binary fraction."""
    return not (value.is_Rational and value.q & (value.q - 1) == 0) and bool(value.is_real)


def rational(value: Expr) -> Fraction:
    """Return a constant as a fraction, within 2^-127 of an irrational one, relatively."""
    return to_fraction(value) if value.is_Rational else constant(value).to_fraction()


def _decimal(value: Expr, digits: int, *, up: bool) -> Fraction:
    """Return a constant with so many significant digits, rounded or cut."""
    exact = rational(value)
    size = len(str(int(abs(exact)))) if abs(exact) >= 1 else -_zeros(abs(exact))
    unit = Fraction(10) ** (size - digits)
    count = round(abs(exact) / unit) if up else abs(exact) // unit
    return (count if exact > 0 else -count) * unit


def _zeros(value: Fraction) -> int:
    """Return how many zeros follow the decimal point."""
    count = 0
    while value and value * 10 < 1:
        value, count = value * 10, count + 1
    return count
