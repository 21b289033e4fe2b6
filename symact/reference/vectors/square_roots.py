"""Whether a value at one vector is rational, for definitions of rationals and their square roots.

Such values are sums of rationals times square roots: norms, and thresholds of squares. Roots of rationals of which no
quotient is the square of a rational are linearly independent over the rationals (Besicovitch 1940), so a sum is
rational only if its other coefficients are all 0; signs of a + b·sqrt(r) are decided by squares.
"""

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.definition.reductions import Greatest, Reduction, Threshold, Total
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.exact_field import ExactField, OutsideError
from symact.reference.vectors.steps import UndefinedRowError
from symact.reference.vectors.thresholds import threshold

HIGHEST_POWER = 64
"""Greater powers are not written out."""

ONE = fmpq(1)

Roots: TypeAlias = dict[fmpq, fmpq]
"""The coefficient, not 0, of the square root of each rational; that of 1 is the rational part."""


def _square_root(q: fmpq) -> fmpq | None:
    """Return the root of a rational that is a square, else None."""
    if q < 0 or not (q.p.is_square() and q.q.is_square()):
        return None
    return fmpq(q.p.isqrt(), q.q.isqrt())


class SquareRoots(ExactField[Roots]):
    """The rationals and the square roots that have been met, one for all whose quotients are squares."""

    def __init__(self) -> None:
        self._radicands = [ONE]

    def rational(self, q: fmpq) -> Roots:
        """Return a rational."""
        return {ONE: q} if q != 0 else {}

    def total(self, values: Sequence[Roots], counts: Sequence[int]) -> Roots:
        """Return a sum."""
        found: Roots = {}
        for value, count in zip(values, counts, strict=True):
            for r, coefficient in value.items():
                found[r] = found.get(r, fmpq(0)) + count * coefficient
        return {r: coefficient for r, coefficient in found.items() if coefficient != 0}

    def root(self, q: fmpq) -> Roots:
        """Return the square root of a rational."""
        if q < 0:
            raise UndefinedRowError("square root of a negative number")
        if q == 0:
            return {}
        for r in self._radicands:
            factor = _square_root(q / r)
            if factor is not None:
                return {r: factor}
        self._radicands.append(q)
        return {q: ONE}

    def times(self, u: Roots, v: Roots) -> Roots:
        """Return a product."""
        products = []
        for r, a in u.items():
            for s, b in v.items():
                products += [{t: a * b * c for t, c in self.root(r * s).items()}]
        return self.total(products, [1] * len(products))

    def inverse(self, u: Roots) -> Roots:
        """Return 1/u."""
        if len(u) == 1:
            ((r, a),) = u.items()
            return {r: 1 / (a * r)}
        a, b, r = self._parts(u)
        norm = a * a - b * b * r
        if norm == 0:
            raise OutsideError
        return {ONE: a / norm, r: -b / norm}

    def _parts(self, u: Roots) -> tuple[fmpq, fmpq, fmpq]:
        """Return a, b and r of a + b·sqrt(r)."""
        others = [r for r in u if r != ONE]
        if len(others) > 1:
            raise OutsideError
        r = others[0] if others else ONE
        return u.get(ONE, fmpq(0)), u[r] if others else fmpq(0), r

    def sign(self, u: Roots) -> int:
        """Return the sign of a value."""
        a, b, r = self._parts(u)
        if a >= 0 and b >= 0:
            return 1 if u else 0
        if a <= 0 and b <= 0:
            return -1
        # a and b pull to different sides; neither square is the other, or r were one.
        return 1 if (a * a > b * b * r) == (a > 0) else -1

    def greater(self, u: Roots, v: Roots) -> Roots:
        """Return the greater of two values."""
        return u if self.sign(self.total([u, v], [1, -1])) >= 0 else v

    def function(self, node: Expr, known: dict[Symbol, Roots]) -> Roots:
        """Return the value of a power, half-integers too, or of a maximum."""
        if node.is_Pow:
            return self._power(node, known)
        if node.func is sympy.Max:
            return reduce(self.greater, (self.read(each, known) for each in node.args))
        raise OutsideError

    def _power(self, node: Expr, known: dict[Symbol, Roots]) -> Roots:
        exponent = node.exp
        if not (exponent.is_Rational and exponent.q <= 2 and abs(exponent.p) <= HIGHEST_POWER):
            raise OutsideError
        base = self.read(node.base, known)
        if exponent.q == 2:
            if base.keys() - {ONE}:
                raise OutsideError
            base = self.root(base.get(ONE, fmpq(0)))
        if exponent < 0:
            if not base:
                raise UndefinedRowError("division by zero")
            base = self.inverse(base)
        return reduce(self.times, [base] * abs(int(exponent.p)), self.rational(ONE))

    def reduced(self, reduction: type[Reduction], values: Sequence[Roots], counts: Sequence[int]) -> Roots:
        """Return a reduction of values that stand so many times each."""
        if reduction is Total:
            return self.total(values, counts)
        if reduction is Greatest:
            return reduce(self.greater, values)
        if not issubclass(reduction, Threshold) or any(each.keys() - {ONE} for each in values):
            raise OutsideError
        centre, square = threshold([each.get(ONE, fmpq(0)) for each in values], counts, reduction.power)
        return self.total([self.rational(centre), self.root(square)], [1, -1])

    def rounded(self, value: Roots) -> RoundToOdd | None:
        """Return a value that is rational."""
        if value.keys() - {ONE}:
            return None
        q = value.get(ONE, fmpq(0))
        return RoundToOdd.from_ratio(int(q.p), int(q.q))
