"""Arithmetic with a root of an irreducible polynomial: rational functions of it are polynomials of a lower degree."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import sympy
from sympy import QQ, Expr
from sympy.polys.densearith import dup_add, dup_mul, dup_rem
from sympy.polys.euclidtools import dup_invert

from symact.definition.activation import x

LARGEST_DEGREE = 12
"""Degree of a polynomial beyond which nothing is reduced by it."""

LARGEST_POWER = 200
"""Exponent beyond which no power is taken."""

Coefficients: TypeAlias = "list[Any]"
"""Rational coefficients of a polynomial, that of the highest power first; none for 0."""


@lru_cache(maxsize=256)
def modulus(equation: Expr) -> Coefficients | None:
    """Return the coefficients of an irreducible polynomial in x with rational ones, None for any other expression."""
    if not equation.is_polynomial(x) or equation.free_symbols != {x}:
        return None
    polynomial = sympy.Poly(equation, x)
    if polynomial.degree() > LARGEST_DEGREE or not all(c.is_Rational for c in polynomial.all_coeffs()):
        return None
    return [QQ.from_sympy(c) for c in polynomial.all_coeffs()] if polynomial.is_irreducible else None


def coefficients(value: Expr, root: Expr, by: Coefficients) -> Coefficients | None:
    """Return a constant as a polynomial in a root, reduced by the polynomial of the root; None where it is none.

    Args:
        value: sums, products and whole powers of the root and of rationals.
        root: an atom of such expressions.
        by: of `modulus`.
    """
    if value == root:
        return [QQ(1), QQ(0)]
    if value.is_Rational:
        return [QQ.from_sympy(value)] if value != 0 else []
    if value.is_Pow and value.exp.is_Integer and abs(value.exp) <= LARGEST_POWER:
        base = coefficients(value.base, root, by)
        return None if base is None else _power(base, int(value.exp), by)
    if not (value.is_Add or value.is_Mul):
        return None
    total: Coefficients = [] if value.is_Add else [QQ(1)]
    for each in value.args:
        part = coefficients(each, root, by)
        if part is None:
            return None
        total = dup_add(total, part, QQ) if value.is_Add else _product(total, part, by)
    return total


def expression(found: Coefficients, root: Expr) -> Expr:
    """Return a polynomial in a root as an expression."""
    highest = len(found) - 1
    return sympy.Add(*(QQ.to_sympy(c) * root ** (highest - i) for i, c in enumerate(found) if c))


def _product(a: Coefficients, b: Coefficients, by: Coefficients) -> Coefficients:
    found: Coefficients = dup_rem(dup_mul(a, b, QQ), by, QQ)
    return found


def _power(base: Coefficients, exponent: int, by: Coefficients) -> Coefficients | None:
    if exponent < 0:
        if not base:
            return None
        # Of lower degree than an irreducible polynomial, and so without a common factor.
        base = dup_invert(dup_rem(base, by, QQ), by, QQ)
    found: Coefficients = [QQ(1)]
    for bit in bin(abs(exponent))[2:]:
        found = _product(found, found, by)
        if bit == "1":
            found = _product(found, base, by)
    return found
