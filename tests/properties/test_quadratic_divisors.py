"""Formulas over a quadratic in x whose zeros come and go with a parameter: by hand, and by mpmath's quadrature."""

import mpmath
import pytest
from sympy import Rational, Symbol, oo, true

from symact.definition.activation import x
from symact.formula.typed import define
from symact.properties import derive

a = Symbol("a", real=True)


def at(formula, name, params, values):
    """Return the value of the one fact that holds for values of the parameters."""
    facts = derive(define(formula, params=params), name)
    (value,) = [fact.value for fact in facts if fact.scope.subs(values) == true]
    return value


@pytest.mark.parametrize("value", ["-3", "-1/2", "5/2"])
def test_signs_beside_poles_that_a_discriminant_decides(value):
    values = {a: Rational(value)}
    (zero,) = at("x/(x**2+a*x+1)", "zeros", ["a"], values)
    assert zero.where.exact == 0
    places = [each.where.exact.subs(values) for each in at("x/(x**2+a*x+1)", "critical_points", ["a"], values)]
    assert places == [-1, 1]
    found = at("x/(x**2+a*x+1)", "range", ["a"], values)
    # The values at -1 and 1 are -1/(2 - a) and 1/(2 + a); beyond a = 2 there are two poles.
    ends = (-1 / (2 - values[a]), 1 / (2 + values[a])) if abs(values[a]) < 2 else (-oo, oo)
    assert tuple(each.exact.subs(values) for each in (found.lower, found.upper)) == ends


@pytest.mark.parametrize(("value", "expected"), [("-3/2", "strictly decreasing"), ("1/2", "strictly increasing")])
def test_a_quadratic_in_a_function_has_its_sign(value, expected):
    # f' = 1 + a - tanh(x)^2 has no zero for a >= 0 or a <= -1.
    assert at("tanh(x)+a*x", "monotonicity", ["a"], {a: Rational(value)}) == expected


def test_an_integral_between_no_poles():
    half = {a: Rational(1, 2)}
    (row,) = at("x/(x**2+a*x+1)", "antiderivative", ["a"], half)
    with mpmath.workdps(30):
        for end in (-3, 7):
            own = mpmath.mpf(str(row["expression"].subs(half).subs(x, end).evalf(30)))
            assert abs(own - mpmath.quad(lambda t: t / (t * t + t / 2 + 1), [0, end])) < 1e-20


def test_no_integral_goes_on_beyond_a_pole():
    facts = derive(define("1/((x-a)*(x-b))", params=["a>0", "b<0"]), "antiderivative")
    assert [fact.value for fact in facts] == [None]
