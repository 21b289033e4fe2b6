"""Constants of series in one short form, so that equal ones are seen to be equal, and their powers; 0 is dropped."""

from functools import lru_cache

import sympy
from flint import fmpq
from sympy import Expr, Rational, S, Symbol

from symact.definition.constant_sign import constant_sign
from symact.definition.enclosed_number import enclosed
from symact.enclosure.program import Program
from symact.errors import SymactError

WITNESS = Rational(17, 13)
"""Value put in for a positive parameter where a constant is refuted to be 0; the next one gets 1 more."""

WITNESS_PRECISION = 128
"""Working precision, bits, of that."""


@lru_cache(maxsize=4096)
def tidy(constant: Expr) -> Expr:
    """Return a constant with equal parts collected, and 0 if it is known to be 0."""
    if constant.is_Rational:
        return constant
    number = enclosed(constant)
    canonical = None if number is None else number.canonical(constant)
    if canonical is not None:
        return canonical
    has_sum = constant.has(sympy.Add)
    if has_sum and _is_quotient(constant):
        return sympy.factor(constant)
    expanded = sympy.expand(constant, power_exp=False, power_base=False, log=False) if has_sum else constant
    if expanded.is_Rational or (expanded.is_Mul and not expanded.has(sympy.Add)):
        return expanded
    return expanded if _is_refuted(expanded) or constant_sign(expanded) != 0 else S.Zero


def _is_quotient(constant: Expr) -> bool:
    """Whether a constant is rational in parameters, with a sum in some power of it: multiplied out it grows."""
    divided = any(each.base.is_Add for each in constant.atoms(sympy.Pow))
    return divided and not constant.has(sympy.Function) and bool(constant.is_rational_function())


def _is_refuted(constant: Expr) -> bool:
    """Whether a ball around the constant's value at some parameters excludes 0: then it is not 0 by any algebra."""
    symbols = enumerate(sorted(constant.free_symbols, key=str))
    values = {s: (WITNESS + i) * (1 if s.is_positive else -1) for i, s in symbols}
    try:
        ball = Program(constant.xreplace(values), Symbol("t")).plain(fmpq(0), WITNESS_PRECISION)
    except (SymactError, ValueError):
        return False
    return bool(ball > 0 or ball < 0)


@lru_cache(maxsize=1024)
def positive_power(constant: Expr, exponent: Rational) -> Expr:
    """Return a power of a positive constant, squares in it taken out: sqrt(a**2 - 2*a + 1) is 1 - a for a < 1.

    Args:
        constant: with parameters or without.
        exponent: of the power.
    """
    if exponent.is_Integer or not constant.free_symbols or not constant.is_rational_function():
        return constant**exponent
    taken, left = S.One, S.One
    for factor in sympy.Mul.make_args(sympy.factor(constant)):
        base, power = factor.as_base_exp()
        sign = constant_sign(base) if power.is_Integer else None
        if sign:
            taken, left = taken * (sign * base) ** (power * exponent), left * sign**power
        else:
            left *= factor
    return taken * left**exponent
