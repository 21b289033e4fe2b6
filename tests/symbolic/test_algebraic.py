"""Rational functions of a root against mpmath; what is 0 is written so."""

import random

import mpmath
import pytest
import sympy
from sympy import Rational, pi, sin

from symact.definition.activation import x
from symact.symbolic.isolated_root import isolated

CUBIC, QUINTIC = x**3 + x - 1, 2 * x**5 - 3 * x - 7


def number(equation):
    return isolated(equation, Rational(1, 2), Rational(2))


def value(expression, equation):
    with mpmath.workdps(60):
        place = mpmath.findroot(sympy.lambdify(x, equation, "mpmath"), (0.5, 2), solver="anderson")
        return sympy.lambdify(x, expression, "mpmath")(place)


@pytest.mark.parametrize("equation", [CUBIC, QUINTIC])
def test_a_rational_function_is_a_polynomial_of_lower_degree(equation):
    r, rng = number(equation), random.Random(7)
    for _ in range(12):
        a, b = (sum(Rational(rng.randint(-9, 9), rng.randint(1, 5)) * x**k for k in range(7)) for _ in range(2))
        function = (a * (x - 3) ** 4 + 1) / (b**2 + 1) - a
        found = r.canonical(function.subs(x, r))
        assert sympy.degree(found.subs(r, x), x) < sympy.degree(equation, x)
        with mpmath.workdps(60):
            own = sympy.lambdify(x, found.subs(r, x), "mpmath")
            place = mpmath.findroot(sympy.lambdify(x, equation, "mpmath"), (0.5, 2), solver="anderson")
            assert abs(own(place) - value(function, equation)) < mpmath.mpf(10) ** -45


def test_what_is_zero_is_written_so():
    r = number(CUBIC)
    assert r.canonical((r**2 + 1) * r - 1) == 0
    assert r.canonical(1 / (r**2 + 1) - r) == 0
    assert r.canonical(r**3 + r) == 1
    assert r.canonical(1 / (r**3 + r - 1)) is None


def test_other_constants_have_no_such_form():
    r = number(CUBIC)
    for other in (r + pi, sin(r), sympy.sqrt(r), r * sympy.Symbol("a", real=True)):
        assert r.canonical(other) is None
    transcendental = isolated(sympy.cos(x) - x, Rational(1, 2), Rational(1))
    assert transcendental.canonical(transcendental**2) is None
