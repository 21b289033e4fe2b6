"""Exact values of expressions with one square root at rational points: a + b*sqrt(r), which is rational only if b = 0.

No number is factored, as SymPy does where it puts a point into a root: integers of a thousand bits would take seconds.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from flint import fmpq
from sympy import Expr, Symbol


class TwoRootsError(Exception):
    """The value does not lie in a field with one square root, or a part of it has none."""


class Surd(NamedTuple):
    """The number rational + factor*sqrt(radicand); radicand 0 stands for none, any other is no square."""

    rational: fmpq
    factor: fmpq = fmpq(0)
    radicand: fmpq = fmpq(0)


def evaluate(expression: Expr, values: Mapping[Symbol, fmpq]) -> Surd:
    """Return the exact value at a rational point.

    Args:
        expression: of sums, products, powers with rational exponents, rationals and symbols.
        values: a number for each symbol.

    Raises:
        TwoRootsError: it holds roots that are not rational multiples of one square root, or divides by 0.
    """
    if expression.is_Rational:
        return Surd(fmpq(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        return Surd(values[expression])
    if expression.is_Pow:
        base, exponent = evaluate(expression.base, values), expression.exp
        root = base if exponent.is_Integer else _root(base, int(exponent.q))
        return _power(root, int(exponent.p))
    if not (expression.is_Add or expression.is_Mul):
        raise TwoRootsError
    parts = [evaluate(each, values) for each in expression.args]
    total = parts[0]
    for part in parts[1:]:
        total = _sum(total, part) if expression.is_Add else _product(total, part)
    return total


def _root(base: Surd, degree: int) -> Surd:
    """Return a root of a rational: rational, or a square root."""
    if base.factor != 0 or base.rational < 0:
        raise TwoRootsError
    ends = [_integer_root(int(each), degree) for each in (base.rational.p, base.rational.q)]
    if None not in ends:
        return Surd(fmpq(*ends))
    if degree != 2:
        raise TwoRootsError
    return Surd(fmpq(0), fmpq(1), base.rational)


def _integer_root(number: int, degree: int) -> int | None:
    """Return the root of a natural number if it is one."""
    if degree == 2:
        root = math.isqrt(number)
    else:
        low, high = 0, 1 << (number.bit_length() // degree + 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
        root = low
    return root if root**degree == number else None


def _shared(a: Surd, b: Surd) -> tuple[Surd, Surd, fmpq]:
    """Return two numbers with one square root, and its radicand."""
    if a.factor == 0 or b.factor == 0:
        return a, b, b.radicand if a.factor == 0 else a.radicand
    ratio = _root(Surd(b.radicand / a.radicand), 2)
    if ratio.factor != 0:
        raise TwoRootsError
    return a, Surd(b.rational, b.factor * ratio.rational, a.radicand), a.radicand


def _sum(a: Surd, b: Surd) -> Surd:
    a, b, radicand = _shared(a, b)
    return Surd(a.rational + b.rational, a.factor + b.factor, radicand)


def _product(a: Surd, b: Surd) -> Surd:
    a, b, radicand = _shared(a, b)
    rational = a.rational * b.rational + a.factor * b.factor * radicand
    return Surd(rational, a.rational * b.factor + a.factor * b.rational, radicand)


def _power(base: Surd, exponent: int) -> Surd:
    if exponent < 0:
        # sqrt(r) is irrational where there is one, so that the norm is 0 for 0 alone.
        norm = base.rational**2 - base.factor**2 * base.radicand
        if norm == 0:
            raise TwoRootsError
        base = Surd(base.rational / norm, -base.factor / norm, base.radicand)
    found = Surd(fmpq(1))
    for bit in bin(abs(exponent))[2:]:
        found = _product(found, found)
        if bit == "1":
            found = _product(found, base)
    return found
