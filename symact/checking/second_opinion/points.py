"""Inputs of the second opinion, and numbers as far as 40 digits of a sheet can tell them apart."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symact.checking.second_opinion.arithmetic import Digits, Fractions

ROUGH, FINE = Digits(60), Digits(160)


EXACT = Fractions()


CONTEXT = FINE.context


INFINITY = CONTEXT.inf


NEAR = CONTEXT.mpf(10) ** -30
"""Numbers on a sheet have 40 digits; what differs by less than this, relatively, is taken for the same."""


TINY = CONTEXT.mpf(10) ** -40
"""What is smaller is taken for 0."""

MODERATE = 100
"""Inputs up to which slopes are looked at."""

COARSE = CONTEXT.mpf(10) ** -6
"""The same for one-sided slopes, and for what is largest among inputs."""

LOOSE = CONTEXT.mpf(10) ** -12
"""What differs by less than this, relatively, is the same where differences stand for slopes."""


@dataclass(frozen=True)
class Point:
    """An input.

    Args:
        x: to 160 digits.
        exact: the same as a fraction; None if x is only near the number that is meant.
    """

    x: Any
    exact: Fraction | None


def point(value: Fraction | str) -> Point:
    """Return a rational number as a point."""
    exact = Fraction(value)
    return Point(FINE.of(exact), exact)


def round_key(x: Any) -> str:
    """Return what two inputs that are nearly equal have in common."""
    return str(CONTEXT.nstr(x, 32))


def simplest(x: Any) -> Fraction | None:
    """Return a fraction of small denominator that a number is to 100 digits; None if there is none."""
    found = Fraction(int(CONTEXT.nint(x * 5040)), 5040)
    return found if abs(FINE.of(found) - x) < CONTEXT.mpf(10) ** -100 * max(abs(x), 1) else None


def shown(x: Any) -> str:
    """Return a number in few digits; one that is astronomically large or small by its size."""
    if isinstance(x, Fraction):
        return str(x)
    if x and CONTEXT.isfinite(x) and abs(CONTEXT.mag(x)) > 10_000:
        return f"about {'-' if x < 0 else ''}2^{CONTEXT.mag(x)}"
    return str(CONTEXT.nstr(x, 12))


def same(a: Any, b: Any, tolerance: Any = NEAR) -> bool:
    """Whether two numbers are equal as far as 40 digits can say."""
    if not (CONTEXT.isfinite(a) and CONTEXT.isfinite(b)):
        return bool(a == b)
    return bool(abs(a - b) <= tolerance * max(1, abs(a), abs(b)))
