"""Whether a value is rational, or on which side of a rational, for quotients of sums of exponentials of rationals.

By the theorem of Lindemann and Weierstrass exponentials of distinct rationals are linearly independent over the
algebraic numbers; 2^b for distinct rationals b in [0, 1) are over the rationals (x^N - 2 is irreducible). So a sum of
rationals times e^a 2^b is 0 only if all its coefficients are, and a quotient of two such sums is a rational q only if
the one is q times the other, coefficient by coefficient. Other constants, such as log(2), stand for themselves: what is
0 or rational whatever their values are is so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.balls.scaled_ball import ScaledBall, add, as_term
from symact.definition.reductions import Total
from symact.enclosure.program import to_fmpq
from symact.enclosure.ziv import to_wide
from symact.formats.round_to_odd import RoundToOdd
from symact.functions.exp2 import exp2
from symact.reference.vectors.steps import Steps, UndefinedRowError

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


class NoSumError(Exception):
    """An expression is no quotient of sums of exponentials, or one that is too long."""


class Quotient:
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
            raise NoSumError
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
        raise NoSumError
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


def _times(u: Quotient, v: Quotient) -> Quotient:
    return Quotient(_product(u.terms, v.terms), u.below + v.below)


def _inverse(v: Quotient) -> Quotient:
    above = {ONE: fmpq(1)}
    for each in v.below.elements():
        above = _product(above, dict(each))
    if not v.terms:
        raise UndefinedRowError("division by zero")
    if len(v.terms) > 1:
        return Quotient(above, Counter({frozenset(v.terms.items()): 1}))
    (((a, b, f), c),) = v.terms.items()
    over = tuple((name, -power) for name, power in f)
    single = ((-a, fmpq(0), over), 1 / c) if b == 0 else ((-a, 1 - b, over), 1 / (2 * c))
    return Quotient(_product(above, dict([single])))


def _sum(values: Sequence[Quotient], counts: Sequence[int]) -> Quotient:
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
    return Quotient(found, below)


def _power_of_two(exponent: fmpq) -> Quotient:
    whole = int(exponent.floor())
    if abs(whole) > LARGEST_POWER:
        raise NoSumError
    return Quotient({(fmpq(0), exponent - whole, ()): fmpq(2) ** whole})


def _read(node: Expr, known: dict[Symbol, Quotient]) -> Quotient:
    """Return an expression's value as a quotient of sums, or raise NoSumError."""
    if node.is_Symbol:
        return known[node]
    if node.is_Rational:
        return Quotient({ONE: to_fmpq(node)})
    if node.is_Add:
        return _sum([_read(each, known) for each in node.args], [1] * len(node.args))
    if node.is_Mul:
        return reduce(_times, (_read(each, known) for each in node.args))
    if node.is_Pow and node.exp.is_Integer and abs(node.exp) <= MOST_TERMS:
        base = _read(node.base, known)
        return reduce(_times, [base if node.exp > 0 else _inverse(base)] * abs(int(node.exp)))
    if isinstance(node, (sympy.exp, exp2)):
        exponent = _read(node.args[0], known).rational()
        if exponent is not None:
            return _power_of_two(exponent) if isinstance(node, exp2) else Quotient({(exponent, fmpq(0), ()): fmpq(1)})
    if not node.free_symbols:
        return Quotient({(fmpq(0), fmpq(0), ((str(node), 1),)): fmpq(1)})
    raise NoSumError


def exact_values(
    steps: Steps,
    expression: Expr,
    points: Sequence[tuple[fmpq, ...]],
    counts: Sequence[int],
    wanted: Sequence[int],
    gone: frozenset[int] = frozenset(),
) -> dict[int, RoundToOdd]:
    """Return the values that are rational numbers, or so near to one that balls cannot tell, by their places.

    Args:
        steps: what the entries share.
        expression: of one entry, with the steps' symbols.
        points: the distinct entries, each as its inputs.
        counts: how often each stands in the vector.
        wanted: the places of the points whose values are asked for.
        gone: places of points that are left out of all reductions over x, the first input.

    Raises:
        UndefinedRowError: the expression has no value at the vector.
    """
    found: dict[int, RoundToOdd] = {}
    try:
        inputs = [
            {symbol: Quotient({ONE: value}) for symbol, value in zip(steps.symbols, point, strict=True)}
            for point in points
        ]
        shared: dict[Symbol, Quotient] = {}
        for step in steps.steps:
            own, reduction = step.program.expression, step.reduction
            if reduction is None:
                shared[step.symbol] = _read(own, inputs[0] | shared)
            elif reduction is Total:
                absent = gone if steps.symbols[0] in step.program.variables else ()
                terms = [_read(own, each | shared) for k, each in enumerate(inputs) if k not in absent]
                shared[step.symbol] = _sum(terms, [count for k, count in enumerate(counts) if k not in absent])
            else:
                return found
        for place in wanted:
            quotient = _read(expression, inputs[place] | shared)
            value = quotient.rational()
            wide = to_wide(quotient.beside_rational() if value is None else ScaledBall(value))
            if wide is not None:
                found[place] = wide
    except NoSumError:
        pass
    return found
