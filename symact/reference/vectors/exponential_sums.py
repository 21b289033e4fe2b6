"""Whether a value is rational, or on which side of a rational, for quotients of sums of exponentials of rationals.

By the theorem of Lindemann and Weierstrass exponentials of distinct rationals are linearly independent over the
algebraic numbers; 2^b for distinct rationals b in [0, 1) are over the rationals (x^N - 2 is irreducible). So a sum of
rationals times e^a 2^b is 0 only if all its coefficients are, and a quotient of two such sums is a rational q only if
the one is q times the other, coefficient by coefficient. Other constants, such as log(2), stand for themselves: what is
0 or rational whatever their values are is so.
"""

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.balls.scaled_ball import ScaledBall, add, as_term
from symact.definition.reductions import Reduction, Total
from symact.enclosure.ziv import to_wide
from symact.formats.round_to_odd import RoundToOdd
from symact.functions.exp2 import exp2
from symact.reference.vectors.exact_field import ExactField, OutsideError
from symact.reference.vectors.steps import UndefinedRowError

MOST_TERMS = 1 << 20
"""Products of more terms are not written out."""

LARGEST_POWER = 1 << 14
"""Greater powers of 2 are not written out."""

Factors: TypeAlias = tuple[tuple[str, int], ...]
"""Constants with their powers, in the order of their names."""

Monomial: TypeAlias = tuple[fmpq, fmpq, Factors]
"""(a, b, c) with 0 <= b < 1 for e^a 2^b times the constants c."""

Sum: TypeAlias = frozenset[tuple[Monomial, fmpq]]
"""Monomials with their coefficients, none of them 0."""

ONE: Monomial = (fmpq(0), fmpq(0), ())


class QuotientOfSums:
    """A sum of exponentials over a product of such sums.

    Args:
        terms: coefficient of each monomial above.
        below: the sums below, each with its power.
    """

    __slots__ = ("below", "terms")

    def __init__(self, terms: dict[Monomial, fmpq], below: Counter[Sum] | None = None) -> None:
        self.terms = {monomial: c for monomial, c in terms.items() if c != 0}
        self.below = below or Counter()

    def rational(self) -> fmpq | None:
        """Return the value if it is a rational number, else None."""
        if not self.terms:
            return fmpq(0)
        if self._is_plain() and not self._spans():
            return None
        whole = self._divisor()
        if whole.keys() != self.terms.keys():
            return None
        ratios = {self.terms[monomial] / c for monomial, c in whole.items()}
        return ratios.pop() if len(ratios) == 1 else None

    def beside_rational(self) -> ScaledBall:
        """Return the value as the quotient of the leading terms and what separates it from that, by exact cancellation.

        Rows of which a few entries dominate have values so near to a rational that no precision tells them apart.
        """
        if not self._is_plain():
            raise OutsideError
        whole = self._divisor()
        top = max(whole)
        near = self.terms.get(top, fmpq(0)) / whole[top]
        rest = self.terms.copy()
        for monomial, c in whole.items():
            rest[monomial] = rest.get(monomial, fmpq(0)) - near * c
        (above, power), (below, other) = as_term(_added(rest)), as_term(_added(whole))
        return ScaledBall(near, above / below, power - other)

    def _divisor(self) -> dict[Monomial, fmpq]:
        """Return the product below, written out."""
        whole = {ONE: fmpq(1)}
        for each in self.below.elements():
            whole = _product(whole, dict(each))
        return whole

    def _is_plain(self) -> bool:
        """Whether all monomials are powers of e alone."""
        return all(b == 0 and not c for each in (self.terms, *map(dict, self.below)) for _, b, c in each)

    def _spans(self) -> bool:
        """Whether the least and the greatest exponents of both sides agree; those of a product are added."""
        below = list(self.below.elements())
        return all(
            end(a for a, *_ in self.terms) == sum((end(a for (a, *_), _ in each) for each in below), fmpq(0))
            for end in (min, max)
        )


def _added(terms: dict[Monomial, fmpq]) -> ScaledBall:
    """Return a sum of rationals times powers of e."""
    found = ScaledBall(fmpq(0))
    for a, c in sorted(((a, c) for (a, *_), c in terms.items() if c != 0), key=lambda pair: pair[0], reverse=True):
        found = add(found, ScaledBall(c, None, fmpq(0), a))
    return found


def _product(u: dict[Monomial, fmpq], v: dict[Monomial, fmpq]) -> dict[Monomial, fmpq]:
    if len(u) * len(v) > MOST_TERMS:
        raise OutsideError
    found: dict[Monomial, fmpq] = {}
    for (a, b, f), c in u.items():
        for (s, t, g), d in v.items():
            carry = b + t >= 1
            monomial = (a + s, b + t - carry, _merged(f, g))
            found[monomial] = found.get(monomial, fmpq(0)) + (2 * c * d if carry else c * d)
    return found


def _merged(f: Factors, g: Factors) -> Factors:
    if not f or not g:
        return f or g
    powers = dict(f)
    for name, power in g:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _inverse(v: QuotientOfSums) -> QuotientOfSums:
    above = {ONE: fmpq(1)}
    for each in v.below.elements():
        above = _product(above, dict(each))
    if not v.terms:
        raise UndefinedRowError("division by zero")
    if len(v.terms) > 1:
        return QuotientOfSums(above, Counter({frozenset(v.terms.items()): 1}))
    (((a, b, f), c),) = v.terms.items()
    over = tuple((name, -power) for name, power in f)
    single = ((-a, fmpq(0), over), 1 / c) if b == 0 else ((-a, 1 - b, over), 1 / (2 * c))
    return QuotientOfSums(_product(above, dict([single])))


def _power_of_two(exponent: fmpq) -> QuotientOfSums:
    whole = int(exponent.floor())
    if abs(whole) > LARGEST_POWER:
        raise OutsideError
    return QuotientOfSums({(fmpq(0), exponent - whole, ()): fmpq(2) ** whole})


class ExponentialSums(ExactField[QuotientOfSums]):
    """Quotients of sums of exponentials of rationals; values that balls cannot tell from a rational are rounded too."""

    def rational(self, q: fmpq) -> QuotientOfSums:
        """Return a rational."""
        return QuotientOfSums({ONE: q})

    def times(self, u: QuotientOfSums, v: QuotientOfSums) -> QuotientOfSums:
        """Return a product."""
        return QuotientOfSums(_product(u.terms, v.terms), u.below + v.below)

    def total(self, values: Sequence[QuotientOfSums], counts: Sequence[int]) -> QuotientOfSums:
        """Return a sum over the common denominator."""
        below: Counter[Sum] = Counter()
        for each in values:
            below |= each.below
        found: dict[Monomial, fmpq] = {}
        for each, count in zip(values, counts, strict=True):
            terms = each.terms
            for missing in (below - each.below).elements():
                terms = _product(terms, dict(missing))
            for monomial, c in terms.items():
                found[monomial] = found.get(monomial, fmpq(0)) + c * count
        return QuotientOfSums(found, below)

    def function(self, node: Expr, known: dict[Symbol, QuotientOfSums]) -> QuotientOfSums:
        """Return the value of an integer power, an exponential of a rational, or a constant that stands for itself."""
        if node.is_Pow and node.exp.is_Integer and abs(node.exp) <= MOST_TERMS:
            base = self.read(node.base, known)
            return reduce(self.times, [base if node.exp > 0 else _inverse(base)] * abs(int(node.exp)))
        if isinstance(node, (sympy.exp, exp2)):
            exponent = self.read(node.args[0], known).rational()
            if exponent is not None:
                power = QuotientOfSums({(exponent, fmpq(0), ()): fmpq(1)})
                return _power_of_two(exponent) if isinstance(node, exp2) else power
        if not node.free_symbols:
            return QuotientOfSums({(fmpq(0), fmpq(0), ((str(node), 1),)): fmpq(1)})
        raise OutsideError

    def reduced(
        self, reduction: type[Reduction], values: Sequence[QuotientOfSums], counts: Sequence[int]
    ) -> QuotientOfSums:
        """Return a sum; no other reduction is one of exponentials."""
        if reduction is not Total:
            raise OutsideError
        return self.total(values, counts)

    def rounded(self, value: QuotientOfSums) -> RoundToOdd | None:
        """Return a value that is rational, or next to a rational."""
        rational = value.rational()
        return to_wide(value.beside_rational() if rational is None else ScaledBall(rational))
