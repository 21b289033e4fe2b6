"""Coefficients of series: roots of squares in parameters, and quotients that are not multiplied out."""

import mpmath
import pytest
import sympy
from sympy import Abs, Rational, S, Symbol, sqrt

from symact.definition.activation import x
from symact.symbolic.coefficients import positive_power, tidy
from symact.symbolic.limits import limit

a, b = (Symbol(name, positive=True) for name in "ab")
n = Symbol("n", negative=True)
r = Symbol("r", real=True)
PART = a / (1 + a)


@pytest.mark.parametrize(
    ("constant", "exponent", "power"),
    [
        (PART**2 - 2 * PART + 1, Rational(1, 2), 1 / (1 + a)),
        (n**2 - 2 * n + 1, Rational(1, 2), 1 - n),
        (n**2 - 2 * n + 1, -Rational(3, 2), (1 - n) ** -3),
        (a**2 * n**2 / 4, Rational(1, 2), -a * n / 2),
        (a * n * (n - b), Rational(1, 2), sqrt(a) * sqrt(-n) * sqrt(b - n)),
        (r**2 - 2 * r + 1, Rational(1, 2), Abs(r - 1)),
        (a + b, Rational(1, 2), sqrt(a + b)),
        (sympy.sqrt(2) * a, Rational(1, 2), 2 ** Rational(1, 4) * sqrt(a)),
        (S(2), S(3), S(8)),
    ],
)
def test_squares_are_taken_out_of_roots(constant, exponent, power):
    found = positive_power(constant, exponent)
    assert found == power or sympy.simplify(found - power) == 0
    for size in (mpmath.mpf("0.3"), mpmath.mpf(2), mpmath.mpf("5.5")):
        values = {a: size, b: size + 1, n: -size, r: size - 2}
        known = [values[s] for s in sorted(constant.free_symbols, key=str)]
        base, right = (sympy.lambdify(sorted(constant.free_symbols, key=str), e, "mpmath") for e in (constant, found))
        assert mpmath.almosteq(mpmath.mpf(base(*known)) ** (mpmath.mpf(exponent.p) / exponent.q), right(*known))


def test_quotients_in_parameters_cancel():
    assert tidy(PART + 1 / (1 + a)) == 1
    assert tidy(1 / (a + b) - (a - b) / (a**2 - b**2)) == 0
    assert tidy((a + 1) * (a - 1)) == a**2 - 1


def test_a_limit_with_a_root_of_a_square_is_short():
    # The slope of SMU-1 far out is 1, whatever alpha < 1 is.
    smu = ((1 + PART) * x + sqrt(((1 - PART) * x) ** 2 + b**2)) / 2
    assert limit(sympy.diff(smu, x), x, 1).value == 1
    assert limit(sympy.diff(smu, x), x, -1).value == sympy.cancel(PART)
