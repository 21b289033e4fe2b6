"""Expressions as text for a report: long fractions as decimals."""

from functools import lru_cache

from sympy import Expr, Float, Rational

LONG = 1000
"""A denominator, or a thousandth of a numerator, above this is written as a decimal."""

DIGITS = 7


@lru_cache(maxsize=4096)
def text(expression: Expr) -> str:
    """Return an expression as text; constants of many digits are shortened, for the reader alone."""
    long = {n: Float(n, DIGITS) for n in expression.atoms(Rational) if n.q > LONG or abs(n.p) > LONG * LONG}
    return str(expression.xreplace(long))
