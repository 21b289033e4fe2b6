"""Sums of two terms with roots of quadratics, for all parameters: zeros, minima and slopes by hand."""

import functools

import pytest
import sympy
from mpmath import mp, mpf
from sympy import Rational, Symbol

from symact import properties
from symact.definition.constant_sign import constant_sign
from symact.formula.typed import define

a, c = Symbol("a", real=True), Symbol("c", positive=True)

FORMULA = "((1 + a)*x + sqrt(((1 - a)*x)**2 + c**2))/2"
"""SMU-1. Where x < 0 its terms have equal squares if 4*a*x**2 = c**2."""

VALUES = [
    (Rational(n, 6), Rational(k, 5)) for n, k in ((-17, 4), (-7, 9), (-5, 1), (-1, 30), (1, 3), (5, 8), (7, 2), (31, 6))
]


@functools.cache
def facts(name):
    return properties.derive(define(FORMULA, params=["a", "c>0"]), name)


def here(name, at):
    """Return the one value at parameters."""
    (value,) = (f.value for f in facts(name) if f.scope.subs(at) == sympy.true)
    return value


def number(value, at):
    return mpf(str(sympy.N(value.expression().subs(at), 30)).replace("oo", "inf"))


@pytest.mark.parametrize(("slope", "size"), VALUES)
def test_smu_1(slope, size):
    at = {a: slope, c: size}
    alpha, mu = mpf(slope.p) / slope.q, mpf(size.p) / size.q

    def f(x):
        return ((1 + alpha) * x + mp.sqrt(((1 - alpha) * x) ** 2 + mu**2)) / 2

    zeros = [number(each.where, at) for each in here("zeros", at)]
    assert len(zeros) == (1 if slope > 0 else 0)
    assert all(abs(each + mu / (2 * mp.sqrt(alpha))) < 1e-12 for each in zeros)
    low, high = (number(each, at) for each in (here("range", at).lower, here("range", at).upper))
    assert high == mp.inf
    if slope > 0:
        assert (here("monotonicity", at), low) == ("strictly increasing", -mp.inf)
        assert here("critical_points", at) == here("extrema", at) == []
    else:
        (minimum,) = here("extrema", at)
        place = number(minimum.where, at)
        assert abs(mp.diff(f, place)) < 1e-9
        assert abs(f(place) - low) < 1e-12
        assert all(f(place + mpf(k) / 7) > low for k in range(-30, 31) if k)
    # The slopes at both infinities are 1 and alpha, and all others lie between them.
    assert abs(number(here("lipschitz", at), at) - max(1, abs(alpha))) < 1e-12


@pytest.mark.parametrize(
    ("constant", "sign"),
    [
        (sympy.sqrt(c**2 + 2 * c + 1) - c, 1),
        (sympy.sqrt(c**2 + 2 * c + 1) - c - 1, 0),
        (c / 2 - sympy.sqrt(c**2 + 4 * c + 4) / 2, -1),
        (sympy.sqrt(c**2 - 2 * c + 1) - c, None),
    ],
)
def test_a_root_of_a_square_is_one_in_any_form(constant, sign):
    assert constant_sign(constant) == sign
