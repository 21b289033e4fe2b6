"""A row once more, by mpmath and exact rationals: nothing here is shared with what decided it.

Rational expressions are computed exactly. Of the others mpmath bounds no error, so a value counts
when two precisions agree far beyond what a row holds. Even that can deceive: both may lose the
same term of a tail (1 + exp(x) is 1 to either). So a row is confirmed by any agreed value, for no
accident matches 128 bits, but denied only by one computed with more bits than the tail is deep.
What remains is out of reach, and passes for neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import mpmath
import sympy
from sympy import AccumBounds, Expr, oo

from symact.activation import x
from symact.binding import Bound
from symact.calculus import differentiate
from symact.formats import Format
from symact.multiprecision import Expression, agree, signed_parts, to_fraction
from symact.tables.model import Flag, Table
from symact.wide import WIDE_PRECISION

PRECISIONS = tuple(192 << i for i in range(7))
"""Bits; each is compared with the next, and the last decides what is out of reach."""

AGREEMENT = WIDE_PRECISION + 32
"""Bits to which two precisions must agree: a margin of 32 beyond what a row holds."""

BESIDE_INFINITY, BESIDE_ZERO = (32, 0), (1, -20)
"""(significand, exponent) of where a sign is read off: 32 and 2^-20."""


class UnreachableError(Exception):
    """mpmath's precisions never agreed."""


@dataclass(frozen=True, slots=True)
class Value:
    """A recomputed real number: within error of value, exactly value where error is 0."""

    value: Fraction
    error: Fraction

    def encodings(self, fmt: Format) -> set[int]:
        """Return what the two ends round to, without the sign of a zero; two encodings at a boundary only."""
        return {fmt.from_fraction(self.value + end) for end in (-self.error, self.error)}


ZERO = Value(Fraction(0), Fraction(0))


class Recomputation:
    """One derivative of one bound activation.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: of the derivative.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self.format, self.order = fmt, order
        self._breaks = [piece.upper for piece in bound.pieces[:-1]]
        self._owns_upper = [piece.owns_upper for piece in bound.pieces]
        self._orders = [[p.expression for p in differentiate(bound.pieces, x, k)] for k in range(order + 1)]
        self._evaluators = [Expression(e, x) for e in self._orders[-1]]
        self.least, self.sure = PRECISIONS[0], True
        self.limit = cache(self._limit)
        self.broken = cache(self._broken)

    def index(self, number: Fraction) -> tuple[int, bool]:
        """Return which piece a number lies in, and whether it is that piece's upper end."""
        point = sympy.Rational(number.numerator, number.denominator)
        for index, place in enumerate(self._breaks):
            if bool(point <= place):
                return index, bool(point == place)
        return len(self._breaks), False

    def owner(self, index: int) -> int:
        """Return which piece the upper end of piece index belongs to."""
        return index if self._owns_upper[index] else index + 1

    def _broken(self, index: int) -> bool:
        """Whether f or a derivative up to this order differs on the two sides of a piece's upper end."""
        gaps = ((pieces[index] - pieces[index + 1]).subs(x, self._breaks[index]) for pieces in self._orders)
        return any(not gap.is_zero and abs(sympy.N(gap, 120)) > Fraction(1, 10**100) for gap in gaps)

    def value(self, index: int, bits: int) -> Value:
        """Return the value that a piece's expression has at a finite input, by `least` bits or more.

        Clears `sure` if those bits do not cover the depth of the value, so that it may deceive.

        Raises:
            UnreachableError: no two precisions agree.
        """
        expression, number = self._orders[-1][index], self.format.to_fraction(bits)
        if expression.is_rational_function(x):
            exact = expression.subs(x, sympy.Rational(number.numerator, number.denominator))
            if exact.is_Rational:
                return Value(Fraction(int(exact.p), int(exact.q)), Fraction(0))
        if number == 0 and expression.subs(x, 0).is_zero:
            return ZERO
        significand, exponent = signed_parts(self.format, bits)
        for low, high in pairwise(p for p in PRECISIONS if p >= self.least):
            first, second = (self._evaluators[index].at(significand, exponent, p) for p in (low, high))
            # Two zeros agree on nothing: every bit may have cancelled.
            if first and second and agree(first, second, AGREEMENT):
                found = to_fraction(second)
                depth = abs(mpmath.mag(second)) + 2 * max(0, exponent + significand.bit_length())
                self.sure = self.sure and low >= depth + AGREEMENT
                return Value(found, abs(found) / 2**AGREEMENT)
        raise UnreachableError

    def _limit(self, negative: bool) -> Expr | None:
        """Return SymPy's limit at an infinity: a number, oo or -oo, or None where the function oscillates."""
        expression = self._orders[-1][0 if negative else -1]
        try:
            found = sympy.limit(expression, x, -oo if negative else oo)
        except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
            raise UnreachableError from None
        if isinstance(found, AccumBounds):
            return None
        if found not in (oo, -oo) and not (found.is_number and found.is_finite):
            raise UnreachableError
        return found

    def sign(self, index: int, place: tuple[int, int], negative: bool) -> int:
        """Return the sign of a piece's expression at a place, mirrored if negative; 0 if it vanishes there."""
        if self._orders[-1][index].is_zero:
            return 0
        significand, exponent = place
        value = self._evaluators[index].at(-significand if negative else significand, exponent, PRECISIONS[-1])
        if not value:
            raise UnreachableError
        return -1 if value < 0 else 1


def check_row(work: Recomputation, table: Table, row: int) -> str | None:
    """Return what is wrong with a row of a table, or None.

    Raises:
        UnreachableError: mpmath cannot say.
    """
    for precision in PRECISIONS[:-1]:
        work.least, work.sure = precision, True
        fault = _fault(work, table, row)
        if fault is None or work.sure:
            return fault
    raise UnreachableError


def _fault(work: Recomputation, table: Table, row: int) -> str | None:
    fmt = work.format
    bits, y = int(table.x_bits[row]), int(table.y_bits[row])
    low, high = int(table.y_lo_bits[row]), int(table.y_hi_bits[row])
    if fmt.is_finite(bits):
        index, at_end = work.index(fmt.to_fraction(bits))
        if at_end and work.broken(index):
            return _check_kink(work, table, row, index)
    if table.flags[row] & (Flag.KINK | Flag.JUMP) or not low == high == y:
        return "a kink or jump is claimed where both sides agree"
    if fmt.is_nan(bits):
        return None if fmt.is_nan(y) else f"y_bits={fmt.hex(y)}, but NaN gives NaN"
    if fmt.is_infinite(bits):
        return _check_infinity(work, table, row)
    value = work.value(index, bits)
    return _check_value(work, table, row, value) or _check_zero(work, table, row, value, index, at_end)


def _check_value(work: Recomputation, table: Table, row: int, found: Value) -> str | None:
    fmt, wide, y = work.format, table.wide[row], int(table.y_bits[row])
    if wide is None:
        return "y_odd is missing"
    slack = found.error + (0 if wide.exact else Fraction(2) ** wide.exponent)
    if abs(wide.to_fraction() - found.value) > slack or (found.value and wide.negative != (found.value < 0)):
        return f"y_odd={wide.to_text()}, recomputed {fmt.hex(fmt.from_fraction(found.value))} as rounded"
    if fmt.round(wide) != y:
        return f"y_bits={fmt.hex(y)} is not y_odd={wide.to_text()} rounded"
    magnitudes = {bits & ~fmt.sign_bit for bits in found.encodings(fmt)}
    if y & ~fmt.sign_bit not in magnitudes:
        return f"y_bits={fmt.hex(y)}, recomputed {fmt.hex(fmt.from_fraction(found.value))}"
    return None


def _check_zero(work: Recomputation, table: Table, row: int, found: Value, index: int, at_end: bool) -> str | None:
    """Check the sign of an exact zero: at x = +-0 that of the approach, elsewhere + and open."""
    fmt, bits, y = work.format, int(table.x_bits[row]), int(table.y_bits[row])
    if found.value:
        return None
    negative, sign = fmt.is_negative(bits), 0
    if bits & ~fmt.sign_bit == 0:
        sign = work.sign(index + (at_end and not negative), BESIDE_ZERO, negative)
    open_flag = bool(table.flags[row] & Flag.ZERO_SIGN_OPEN)
    if open_flag != (sign == 0) or fmt.is_negative(y) != (sign < 0):
        return f"y_bits={fmt.hex(y)}, but the zero's sign is {('-', 'open', '+')[sign + 1]}"
    return None


def _check_kink(work: Recomputation, table: Table, row: int, index: int) -> str | None:
    fmt, bits = work.format, int(table.x_bits[row])
    if not table.flags[row] & (Flag.KINK | Flag.JUMP):
        return "the one-sided values differ, but no flag says so"
    sides = work.value(index, bits), work.value(index + 1, bits)
    low, high = sorted(sides, key=lambda side: side.value)
    for name, array, side in (("y_lo_bits", table.y_lo_bits, low), ("y_hi_bits", table.y_hi_bits, high)):
        if int(array[row]) not in side.encodings(fmt):
            return f"{name}={fmt.hex(int(array[row]))}, recomputed {fmt.hex(fmt.from_fraction(side.value))}"
    if work.order == 0:
        return _check_value(work, table, row, sides[work.owner(index) - index])
    if low.value <= 0 <= high.value:
        return _check_value(work, table, row, ZERO)
    return _check_value(work, table, row, min(sides, key=lambda side: abs(side.value)))


def _check_infinity(work: Recomputation, table: Table, row: int) -> str | None:
    fmt, y = work.format, int(table.y_bits[row])
    negative = fmt.is_negative(int(table.x_bits[row]))
    limit = work.limit(negative)
    if limit is None:
        expected = fmt.nan_bits
    elif limit in (oo, -oo):
        expected = fmt.overflow_bits | (fmt.sign_bit if limit is -oo else 0)
    elif limit.is_zero:
        open_sign = table.flags[row] & Flag.ZERO_SIGN_OPEN
        sign = 0 if open_sign else work.sign(0 if negative else -1, BESIDE_INFINITY, negative)
        expected = fmt.sign_bit if sign < 0 else 0
    else:
        expected = fmt.from_fraction(Fraction(str(sympy.N(limit, 400))))
    return None if y == expected else f"y_bits={fmt.hex(y)}, but the limit {limit} gives {fmt.hex(expected)}"
