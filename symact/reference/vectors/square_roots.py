"""Whether a value at one vector is rational, for definitions of rationals and their square roots.

Such values are sums of rationals times square roots: norms, and thresholds of squares. Roots of rationals of which no
quotient is the square of a rational are linearly independent over the rationals (Besicovitch 1940), so a sum is
rational only if its other coefficients are all 0; signs of a + b·sqrt(r) are decided by squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.definition.reductions import Greatest, Reduction, Threshold, Total
from symact.enclosure.program import to_fmpq
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.steps import Steps, UndefinedRowError
from symact.reference.vectors.thresholds import threshold

HIGHEST_POWER = 64
"""Greater powers are not written out."""

ONE = fmpq(1)

Roots: TypeAlias = dict[fmpq, fmpq]
"""The coefficient, not 0, of the square root of each rational; that of 1 is the rational part."""


class NoRootError(Exception):
    """An expression has other parts than rationals and square roots."""


def _square_root(q: fmpq) -> fmpq | None:
    """Return the root of a rational that is a square, else None."""
    if q < 0 or not (q.p.is_square() and q.q.is_square()):
        return None
    return fmpq(q.p.isqrt(), q.q.isqrt())


def _rational(q: fmpq) -> Roots:
    return {ONE: q} if q != 0 else {}


def _sum(values: Sequence[Roots], counts: Sequence[int]) -> Roots:
    found: Roots = {}
    for value, count in zip(values, counts, strict=True):
        for r, coefficient in value.items():
            found[r] = found.get(r, fmpq(0)) + count * coefficient
    return {r: coefficient for r, coefficient in found.items() if coefficient != 0}


class _Field:
    """The rationals and the square roots that have been met, one for all whose quotients are squares."""

    def __init__(self) -> None:
        self._radicands = [ONE]

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
        products = []
        for r, a in u.items():
            for s, b in v.items():
                products += [{t: a * b * c for t, c in self.root(r * s).items()}]
        return _sum(products, [1] * len(products))

    def inverse(self, u: Roots) -> Roots:
        if len(u) == 1:
            ((r, a),) = u.items()
            return {r: 1 / (a * r)}
        a, b, r = self._parts(u)
        norm = a * a - b * b * r
        if norm == 0:
            raise NoRootError
        return {ONE: a / norm, r: -b / norm}

    def _parts(self, u: Roots) -> tuple[fmpq, fmpq, fmpq]:
        """Return a, b and r of a + b·sqrt(r)."""
        others = [r for r in u if r != ONE]
        if len(others) > 1:
            raise NoRootError
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
        return u if self.sign(_sum([u, v], [1, -1])) >= 0 else v

    def read(self, node: Expr, known: dict[Symbol, Roots]) -> Roots:
        """Return an expression's value, or raise NoRootError."""
        if node.is_Symbol:
            return known[node]
        if node.is_Rational:
            return _rational(to_fmpq(node))
        if node.is_Pow:
            return self._power(node, known)
        values = [self.read(each, known) for each in node.args]
        if node.is_Add:
            return _sum(values, [1] * len(values))
        if node.is_Mul or node.func is sympy.Max:
            return reduce(self.times if node.is_Mul else self.greater, values)
        raise NoRootError

    def _power(self, node: Expr, known: dict[Symbol, Roots]) -> Roots:
        exponent = node.exp
        if not (exponent.is_Rational and exponent.q <= 2 and abs(exponent.p) <= HIGHEST_POWER):
            raise NoRootError
        base = self.read(node.base, known)
        if exponent.q == 2:
            if base.keys() - {ONE}:
                raise NoRootError
            base = self.root(base.get(ONE, fmpq(0)))
        if exponent < 0:
            if not base:
                raise UndefinedRowError("division by zero")
            base = self.inverse(base)
        return reduce(self.times, [base] * abs(int(exponent.p)), _rational(ONE))

    def reduced(self, reduction: type[Reduction], terms: Sequence[Roots], counts: Sequence[int]) -> Roots:
        """Return a reduction of values that stand so many times each."""
        if reduction is Total:
            return _sum(terms, counts)
        if reduction is Greatest:
            return reduce(self.greater, terms)
        if not issubclass(reduction, Threshold) or any(each.keys() - {ONE} for each in terms):
            raise NoRootError
        centre, square = threshold([each.get(ONE, fmpq(0)) for each in terms], counts, reduction.power)
        return _sum([_rational(centre), self.root(square)], [1, -1])


def _values(
    steps: Steps,
    expression: Expr,
    points: Sequence[tuple[fmpq, ...]],
    counts: Sequence[int],
    wanted: Sequence[int],
    gone: frozenset[int],
) -> tuple[_Field, dict[int, Roots]]:
    """Return the field of all values, and those wanted; none where one is no sum of roots."""
    found: dict[int, Roots] = {}
    field = _Field()
    try:
        inputs = [
            {symbol: _rational(value) for symbol, value in zip(steps.symbols, point, strict=True)} for point in points
        ]
        shared: dict[Symbol, Roots] = {}
        for step in steps.steps:
            own = step.program.expression
            if step.reduction is None:
                shared[step.symbol] = field.read(own, inputs[0] | shared)
                continue
            absent = gone if steps.symbols[0] in step.program.variables else ()
            left = [k for k in range(len(points)) if k not in absent]
            terms = [field.read(own, inputs[k] | shared) for k in left]
            shared[step.symbol] = field.reduced(step.reduction, terms, [counts[k] for k in left])
        for place in wanted:
            found[place] = field.read(expression, inputs[place] | shared)
    except NoRootError:
        pass
    return field, found


def exact_roots(
    steps: Steps,
    expression: Expr,
    points: Sequence[tuple[fmpq, ...]],
    counts: Sequence[int],
    wanted: Sequence[int],
    gone: frozenset[int] = frozenset(),
) -> dict[int, RoundToOdd]:
    """Return the values that are rational numbers, by their places; arguments and errors as of `exact_values`."""
    _, values = _values(steps, expression, points, counts, wanted, gone)
    rational = {place: value.get(ONE, fmpq(0)) for place, value in values.items() if not value.keys() - {ONE}}
    return {place: RoundToOdd.from_ratio(int(q.p), int(q.q)) for place, q in rational.items()}


def exact_signs(
    steps: Steps, points: Sequence[tuple[fmpq, ...]], counts: Sequence[int], wanted: Sequence[int]
) -> dict[int, int]:
    """Return the signs of values that are sums of roots, by their places; arguments and errors as of `exact_values`."""
    field, values = _values(steps, steps.expression, points, counts, wanted, frozenset())
    try:
        return {place: field.sign(value) for place, value in values.items()}
    except NoRootError:
        return {}
