"""A row once more, by mpmath and exact rationals: nothing here is shared with what decided it.

Rational expressions are computed exactly. Of the others mpmath bounds no error, so a value counts
when two precisions agree far beyond what a row holds. Even that can deceive: both may lose the
same term of a tail (1 + exp(x) is 1 to either). So a row is confirmed by any agreed value, for no
accident matches 128 bits, but denied only by one computed with more bits than the tail is deep.
What remains is out of reach, and passes for neither.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import mpmath
import sympy
from sympy import AccumBounds, Expr, oo

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.pieces import intervals
from symact.formats.floating import Format
from symact.formats.round_to_odd import WIDE_PRECISION
from symact.reference.mpmath_values import Expression, mpf_to_fraction, precisions_agree, signed_parts

PRECISIONS = tuple(192 << i for i in range(7))
"""Bits; each is compared with the next, and the last decides what is out of reach."""

AGREEMENT = WIDE_PRECISION + 32
"""Bits to which two precisions must agree: a margin of 32 beyond what a row holds."""


class UnreachableError(Exception):
    """mpmath's precisions never agreed."""


@dataclass(frozen=True, slots=True)
class Value:
    """A recomputed real number: within error of value, exactly value where error is 0."""

    value: Fraction
    error: Fraction

    def encodings(self, fmt: Format) -> set[int]:
        """Return what the two ends round to; two encodings at a boundary only."""
        return {fmt.from_fraction(self.value + end) for end in (-self.error, self.error)}


ZERO = Value(Fraction(0), Fraction(0))


class Recomputation:
    """One derivative of one bound activation."""

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self.format, self.order = fmt, order
        pieces = intervals(bound.pieces)
        self._breaks = [piece.upper for piece in pieces[:-1]]
        self._owns_upper = [piece.owns_upper for piece in pieces]
        self._orders = [[p.expression for p in differentiate(pieces, x, k)] for k in range(order + 1)]
        self._points = {piece.lower for piece in bound.pieces if piece.is_point}
        self._evaluators = [Expression(e, x) for e in self._orders[-1]]
        self._functions = [Expression(e, x) for e in self._orders[0]] if order else self._evaluators
        self.least, self.sure = PRECISIONS[0], True
        self.limit = cache(self._limit)
        self.broken = cache(self._broken)

    def index(self, number: Fraction) -> tuple[int, bool]:
        """Return which piece a number lies in, and whether it is that piece's upper end.

        Raises:
            UnreachableError: f has a value of its own there.
        """
        point = sympy.Rational(number.numerator, number.denominator)
        if point in self._points:
            raise UnreachableError
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
            if first and second and precisions_agree(first, second, AGREEMENT):
                found = mpf_to_fraction(second)
                depth = abs(mpmath.mag(second)) + 2 * max(0, exponent + significand.bit_length())
                self.sure = self.sure and low >= depth + AGREEMENT
                return Value(found, abs(found) / 2**AGREEMENT)
        raise UnreachableError

    def has_no_value(self, index: int, bits: int) -> bool:
        """Whether f, of which this is a derivative, has no real value at a finite input, as log has none at -1.

        Raises:
            UnreachableError: f is neither seen to be complex there, nor to be real.
        """
        place = signed_parts(self.format, bits)
        if self._is_complex(index, *place):
            return True
        if self.order and self._functions[index].at(*place, PRECISIONS[-1]) is None:
            raise UnreachableError
        return False

    def _is_complex(self, index: int, significand: int, exponent: int) -> bool:
        found = self._functions[index].is_complex
        return any(all(found(significand, exponent, p) for p in pair) for pair in (PRECISIONS[:2], PRECISIONS[-2:]))

    def _limit(self, negative: bool) -> Expr | None:
        """Return SymPy's limit at an infinity: a number, oo or -oo, or None where f oscillates or has no values."""
        if self._is_complex(0 if negative else -1, -1 if negative else 1, 100):
            return None
        expression = self._orders[-1][0 if negative else -1]
        try:
            found = sympy.limit(expression, x, -oo if negative else oo)
        # What SymPy's limit raises where it does not find one; such rows are counted as beyond reach, and reported.
        except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
            raise UnreachableError from None
        if isinstance(found, AccumBounds):
            return None
        if found not in (oo, -oo) and not (found.is_number and found.is_finite):
            raise UnreachableError
        return found

    def is_near(self, limit: Expr, negative: bool) -> bool:
        """Whether f is anywhere near a finite limit at +-2^100: SymPy's of Laplace's function at -oo is 1, not 0."""
        value = self._evaluators[0 if negative else -1].at(-1 if negative else 1, 100, PRECISIONS[-1])
        return value is not None and bool(abs(value - sympy.N(limit, 30)) <= max(1, abs(limit)) / 4)

    def sign(self, index: int, place: tuple[int, int], negative: bool) -> int:
        """Return the sign of a piece's expression at a place, mirrored if negative; 0 if it vanishes there."""
        if self._orders[-1][index].is_zero:
            return 0
        significand, exponent = place
        value = self._evaluators[index].at(-significand if negative else significand, exponent, PRECISIONS[-1])
        if not value:
            raise UnreachableError
        return -1 if value < 0 else 1
