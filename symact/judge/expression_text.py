"""Expressions as text for a report: long fractions as decimals, cases in words."""

from functools import lru_cache

import sympy
from sympy import Expr, Float, Piecewise, Rational, Symbol

LONG = 1000
"""A denominator, or a thousandth of a numerator, above this is written as a decimal."""

DIGITS = 7


@lru_cache(maxsize=4096)
def text(expression: Expr) -> str:
    """Return an expression as text; constants of many digits are shortened, for the reader alone."""
    long = {n: Float(n, DIGITS) for n in expression.atoms(Rational) if n.q > LONG or abs(n.p) > LONG * LONG}
    shown = expression.xreplace(long).replace(lambda each: isinstance(each, Piecewise), _cases)
    written: str = sympy.sstr(shown, full_prec=False)
    return written[1:-1] if isinstance(expression, Piecewise) else written


def _cases(whole: Piecewise) -> Symbol:
    """Return (x where x > 0, else expm1(x)) for a Piecewise, as a symbol of that name."""
    said = [f"else {value}" if where == sympy.true else f"{value} where {where}" for value, where in whole.args]
    return Symbol(f"({', '.join(said)})")
