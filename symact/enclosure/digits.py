"""How a constant is written: its decimal digits, correctly rounded, from balls of ever higher precision."""

from collections.abc import Callable
from fractions import Fraction

from flint import arb, fmpq
from sympy import Expr

from symact.definition.activation import x
from symact.definition.enclosed_number import shortened
from symact.definition.parameters import to_fraction
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError, UndecidedError

MOST_BITS = 1 << 20
"""Working precision, bits, beyond which digits are refused."""


MOST_DIGITS = 4000
"""Digits beyond which Python refuses to write an integer as text."""


def digits(value: Expr, count: int) -> str:
    """Return a constant in decimal, correctly rounded to a number of significant digits.

    Args:
        value: a constant expression without parameters.
        count: significant digits, at least 1.

    Returns:
        The decimal nearest to the value, half to even.

    Raises:
        UndecidedError: the precision limit was reached, as for an unrecognised 0 or tie.
        SymactError: count is not positive, or some part of the value has no enclosure.
    """
    if count > MOST_DIGITS:
        raise SymactError(f"digits={count}: at most {MOST_DIGITS} significant digits are written; ask for fewer")
    if count < 1:
        raise SymactError(f"digits={count}: ask for at least 1 significant digit")
    if value.free_symbols:
        raise SymactError(f"{value} has parameters; bind them before asking for digits")
    value = shortened(value)
    if value.is_Rational:
        return _decimal(to_fraction(value), count)
    program = Program(value, x)
    return digits_of_balls(lambda bits: program.plain(fmpq(0), bits), count, str(value))


def digits_of_balls(ball: Callable[[int], arb], count: int, what: str) -> str:
    """Return a number in decimal, correctly rounded, from ever narrower balls.

    Args:
        ball: working precision, bits -> a ball that contains the number.
        count: significant digits, at least 1.
        what: names the number in an error.

    Raises:
        UndecidedError: as `digits`.
    """
    bits = int(count * 3.33) + 32
    with working_precision():
        while bits <= MOST_BITS:
            ends = _ends(ball(bits))
            if ends and ends[0] * ends[1] > 0:
                low, high = (_decimal(end, count) for end in ends)
                if low == high:
                    return low
            bits *= 2
    raise UndecidedError(f"{count} digits of {what} are not decided at {MOST_BITS} bits")


def _ends(ball: arb) -> tuple[Fraction, Fraction] | None:
    """Return the exact ends of a ball."""
    if not ball.is_finite():
        return None
    middle, radius = (dyadic(part) for part in (ball.mid(), ball.rad()))
    return middle - radius, middle + radius


def dyadic(ball: arb) -> Fraction:
    """Return a ball of radius 0 as the dyadic rational that it is."""
    mantissa, exponent = (int(part) for part in ball.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def _decimal(value: Fraction, count: int) -> str:
    """Return a rational rounded half to even to significant digits; plain notation, or 1.5e-20 far from 1."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    # 10^place <= magnitude < 10^(place+1), from an estimate by bits: Python writes no integers above 4,300 digits.
    place = (magnitude.numerator.bit_length() - magnitude.denominator.bit_length()) * 30103 // 100000
    while Fraction(10) ** place > magnitude:
        place -= 1
    while Fraction(10) ** (place + 1) <= magnitude:
        place += 1
    whole = round(magnitude * Fraction(10) ** (count - 1 - place))
    if whole == 10**count:
        whole, place = whole // 10, place + 1
    text, sign = str(whole), "-" if value < 0 else ""
    if -7 <= place < 0:
        return f"{sign}0.{'0' * (-place - 1)}{text}"
    if 0 <= place < count:
        return f"{sign}{text[: place + 1]}.{text[place + 1 :]}".rstrip(".")
    mantissa = text[0] + (f".{text[1:]}" if count > 1 else "")
    return f"{sign}{mantissa}e{place:+d}"
