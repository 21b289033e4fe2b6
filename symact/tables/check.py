"""Checking published tables: every hash again, and a sample of rows again by mpmath, independently of Arb.

mpmath bounds no error, so a row counts as recomputed when two precisions agree far beyond what a
row holds; rational expressions are recomputed exactly. A row beyond mpmath's reach (the textbook
form of a deep tail cancels tens of thousands of bits) is counted as skipped, never as agreed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import sympy
from sympy import AccumBounds, Expr, oo

from symact import catalogue
from symact.activation import x
from symact.arrays import is_infinite, is_nan
from symact.binding import Bound, bind
from symact.calculus import differentiate
from symact.errors import SymactError, TableError
from symact.formats import WIDE_PRECISION, Format, Wide
from symact.multiprecision import Expression, agree, signed_parts, to_fraction
from symact.tables.model import Flag, Table

SAMPLE = 24
"""Rows of a table that are recomputed by default, besides those with kinks, jumps, infinities and NaN."""

PRECISIONS = tuple(192 << i for i in range(8))
"""Bits; each is compared with the next, the last decides what is out of reach."""

AGREEMENT = WIDE_PRECISION + 32
"""Bits to which two precisions must agree: 32 more than a row holds, for what both get wrong alike."""

SIGN_AT = 32
"""Where the sign beside infinity is read off; every activation of one sign there is so from here on."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose recomputed value is another one.

    Args:
        source: the file.
        x_bits: the input, as hexadecimal.
        says: what the table has and what was found.
    """

    source: str
    x_bits: str
    says: str

    def __str__(self) -> str:
        return f"{self.source}: row x_bits={self.x_bits}: {self.says}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one table.

    Args:
        source: the file.
        rows: how many it has; all were read and hashed.
        recomputed: sampled rows that were computed again.
        skipped: sampled rows beyond mpmath's reach.
        differences: sampled rows that came out otherwise.
    """

    source: str
    rows: int
    recomputed: int
    skipped: int
    differences: tuple[Difference, ...]


class UnreachableError(Exception):
    """mpmath's precisions never agreed on a row."""


@dataclass(frozen=True, slots=True)
class Value:
    """A recomputed value: the real number lies within error of value; exact where error is 0."""

    value: Fraction
    error: Fraction

    def ends(self) -> tuple[Fraction, Fraction]:
        return self.value - self.error, self.value + self.error


class Recomputation:
    """One derivative of one bound activation, by mpmath and exact rationals alone.

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
        self._expressions = self._orders[-1]
        self._evaluators = [Expression(e, x) for e in self._expressions]
        self.limit = cache(self._limit)

    def sides(self, bits: int) -> tuple[Value, Value, bool]:
        """Return the one-sided values at a finite input, and whether the derivative (or f) breaks there."""
        number = self.format.to_fraction(bits)
        index, at_break = self._index(number)
        if not at_break:
            value = self._value(index, bits)
            return value, value, False
        left, right = self._value(index, bits), self._value(index + 1, bits)
        broken = any(not _equal_at(*pair, self._breaks[index]) for pair in self._pairs(index))
        return left, right, broken

    def chosen(self, bits: int) -> Value:
        """Return the function's own value at a finite input."""
        index, at_break = self._index(self.format.to_fraction(bits))
        return self._value(index + 1 if at_break and not self._owns_upper[index] else index, bits)

    def _pairs(self, index: int) -> list[tuple[Expr, Expr]]:
        return [(pieces[index], pieces[index + 1]) for pieces in self._orders]

    def _index(self, number: Fraction) -> tuple[int, bool]:
        point = sympy.Rational(number.numerator, number.denominator)
        for index, place in enumerate(self._breaks):
            if bool(point <= place):
                return index, bool(sympy.Eq(point, place))
        return len(self._breaks), False

    def _value(self, index: int, bits: int) -> Value:
        expression, fmt = self._expressions[index], self.format
        number = fmt.to_fraction(bits)
        if expression.is_rational_function(x):
            exact = expression.subs(x, sympy.Rational(number.numerator, number.denominator))
            if exact.is_Rational:
                return Value(Fraction(int(exact.p), int(exact.q)), Fraction(0))
        significand, exponent = signed_parts(fmt, bits)
        if significand == 0 and sympy.sympify(expression.subs(x, 0)).is_zero:
            return Value(Fraction(0), Fraction(0))
        for low, high in pairwise(PRECISIONS):
            first, second = (self._evaluators[index].at(significand, exponent, p) for p in (low, high))
            # Two zeros agree on nothing: all bits may have cancelled.
            if first and second and agree(first, second, AGREEMENT):
                value = to_fraction(second)
                return Value(value, abs(value) / 2**AGREEMENT)
        raise UnreachableError

    def _limit(self, negative: bool) -> Expr | None:
        """Return SymPy's limit at an infinity: a number, oo, -oo, or None where there is none."""
        piece = self._expressions[0 if negative else -1]
        try:
            found = sympy.limit(piece, x, -oo if negative else oo)
        except (NotImplementedError, TypeError, ValueError, AttributeError):
            raise UnreachableError from None
        if isinstance(found, AccumBounds):
            return None
        if found in (oo, -oo) or (found.is_number and found.is_finite):
            return found
        raise UnreachableError

    def sign_beside_infinity(self, negative: bool) -> int:
        """Return the sign of the function far out on one side."""
        evaluator = self._evaluators[0 if negative else -1]
        value = evaluator.at(-SIGN_AT if negative else SIGN_AT, 0, PRECISIONS[-1])
        if value is None:
            raise UnreachableError
        return 0 if value == 0 else -1 if value < 0 else 1


def check_row(work: Recomputation, table: Table, row: int) -> str | None:
    """Return what is wrong with a row, or None.

    Raises:
        UnreachableError: mpmath cannot say.
    """
    fmt = work.format
    bits, y = int(table.x_bits[row]), int(table.y_bits[row])
    if fmt.is_nan(bits):
        return None if fmt.is_nan(y) else f"y_bits={fmt.hex(y)}, but NaN gives NaN"
    if fmt.is_infinite(bits):
        return _check_infinity(work, table, row)
    left, right, broken = work.sides(bits)
    if not broken:
        return _check_value(work, table, row, left)
    return _check_kink(work, table, row, left, right)


def _check_value(work: Recomputation, table: Table, row: int, value: Value) -> str | None:
    fmt, wide, y = work.format, table.wide[row], int(table.y_bits[row])
    if wide is None:
        return "y_odd is missing"
    # An absolute rather than a relative unit would be lost on values of 2^-1000.
    unit = Fraction(2) ** (wide.exponent if not wide.exact else 0) if wide.significand else Fraction(0)
    slack = value.error + (unit if not wide.exact else 0)
    if abs(wide.to_fraction() - value.value) > slack and not _beyond(wide, value.value):
        return f"y_odd={wide.to_text()}, recomputed {_text(value.value)}"
    if wide.significand and wide.negative != (value.value < 0):
        return f"y_odd={wide.to_text()} has the wrong sign"
    if fmt.round(wide) != y:
        return f"y_bits={fmt.hex(y)} is not y_odd={wide.to_text()} rounded"
    # A tie or an exact value lies on a boundary: only there may the two ends round to different sides.
    rounded = {fmt.from_fraction(end) & ~fmt.sign_bit for end in value.ends()}
    if y & ~fmt.sign_bit not in rounded:
        return f"y_bits={fmt.hex(y)}, recomputed {fmt.hex(fmt.from_fraction(value.value))}"
    return None


def _beyond(wide: Wide, value: Fraction) -> bool:
    """Whether the value lies where `Wide` keeps the sign alone."""
    edge = Fraction(2) ** 65536
    tiny = wide == Wide.tiny(wide.negative) and 0 < abs(value) < 1 / edge
    return tiny or (wide == Wide.huge(wide.negative) and abs(value) > edge)


def _check_kink(work: Recomputation, table: Table, row: int, left: Value, right: Value) -> str | None:
    fmt = work.format
    low, high = sorted((left, right), key=lambda side: side.value)
    if not table.flags[row] & (Flag.KINK | Flag.JUMP):
        return "the one-sided values differ, but no flag says so"
    found = {}
    for name, array, side in (("y_lo_bits", table.y_lo_bits, low), ("y_hi_bits", table.y_hi_bits, high)):
        found[name] = {fmt.from_fraction(end) for end in side.ends()}
        if int(array[row]) not in found[name]:
            return f"{name}={fmt.hex(int(array[row]))}, recomputed {fmt.hex(fmt.from_fraction(side.value))}"
    if work.order == 0:
        return _check_value(work, table, row, work.chosen(int(table.x_bits[row])))
    if low.value <= 0 <= high.value:
        return _check_value(work, table, row, Value(Fraction(0), Fraction(0)))
    return _check_value(work, table, row, min(low, high, key=lambda side: abs(side.value)))


def _check_infinity(work: Recomputation, table: Table, row: int) -> str | None:
    fmt, y = work.format, int(table.y_bits[row])
    negative = fmt.is_negative(int(table.x_bits[row]))
    limit = work.limit(negative)
    if limit is None:
        return None if fmt.is_nan(y) else f"y_bits={fmt.hex(y)}, but there is no limit, so NaN"
    if limit in (oo, -oo):
        expected = fmt.overflow_bits | (fmt.sign_bit if limit is -oo else 0)
    elif limit.is_zero:
        if table.flags[row] & Flag.ZERO_SIGN_OPEN:
            return None if y & ~fmt.sign_bit == 0 else f"y_bits={fmt.hex(y)}, but the limit is 0"
        expected = fmt.sign_bit if work.sign_beside_infinity(negative) < 0 else 0
    else:
        expected = fmt.from_fraction(Fraction(str(sympy.N(limit, 400))))
    return None if y == expected else f"y_bits={fmt.hex(y)}, but the limit {limit} gives {fmt.hex(expected)}"
