"""Roots of parameters in plain form: equal to what they were at sampled parameters, and short."""

import pytest
import sympy
from sympy import Rational, Symbol

from symact.definition.constant_sign import constant_sign
from symact.definition.radicals import by_roots, with_plain_roots

p = Symbol("p", positive=True)
a = Symbol("a", real=True)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("(1 - sqrt(1/(1 + p)))/2", "1/2 - sqrt(p + 1)/(2*(p + 1))"),
        ("p/sqrt(p) + 1/sqrt(p)", "(p + 1)/sqrt(p)"),
        ("sqrt((p + 1)/p**2)*p", "sqrt(p + 1)"),
        ("(sqrt(p) + p)/(1 + sqrt(p))", "sqrt(p)"),
        ("sqrt(p**2 + 5*p + 4)/(p + 1)*sqrt((p + 1)/(p + 4))", "1"),
        ("sqrt(8*p)/sqrt(2)", "2*sqrt(p)"),
        ("sqrt(p/(p + 1))/(p + 1) + sqrt(p)/2", "sqrt(p/(p + 1))/(p + 1) + sqrt(p)/2"),
        ("1/(sqrt(p*exp(2) + 2) - sqrt(p))", "1/(sqrt(p*exp(2) + 2) - sqrt(p))"),
    ],
)
def test_roots_of_positive_parameters(text, short):
    given = sympy.sympify(text, {"p": p})
    found = with_plain_roots(given, constant_sign)
    assert found.count_ops() <= sympy.sympify(short, {"p": p}).count_ops()
    for value in (Rational(1, 7), Rational(5, 2), Rational(301, 3)):
        assert abs(sympy.N((found - given).subs(p, value), 30)) < 1e-25


def test_signs_of_factors_are_those_where_the_parameters_lie():
    below = {sympy.expand(4 * a - 1): -1}
    given = sympy.sqrt(-1 / (4 * a - 1)) * (4 * a - 1) / 2
    found = with_plain_roots(given, below.get)
    assert found == -sympy.sqrt(1 - 4 * a) / 2
    assert not found.has(sympy.Float)
    # Where no sign is known nothing is done.
    assert with_plain_roots(given, {}.get) == given


def test_an_expression_without_roots_or_with_functions_has_no_such_form():
    assert by_roots(1 / (p + 1), constant_sign) is None
    assert by_roots(sympy.sqrt(sympy.exp(p) + 1), constant_sign) is None
    assert by_roots(sympy.sqrt(p) * sympy.log(p), constant_sign) is None


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        # x**2/(x**2 + a) - x has these slopes at its zeros for a < 1/4, p = a/(1/4 - a).
        ("2*(1 - sqrt(1/(p + 1)))/2/(p/(4*p + 4) + ((1 - sqrt(1/(p + 1)))/2)**2) - 1", 1),
        ("1/(sqrt(p) + 1) - 1", -1),
        ("(sqrt(p) - 1)/(sqrt(p) - 1) - 1", 0),
        ("1/(sqrt(p) + 1) - 1/2", None),
    ],
)
def test_signs_of_rational_functions_of_a_root(text, sign):
    value = sympy.sympify(text, {"p": p})
    assert constant_sign(value) == sign
    for size in (Rational(1, 50), Rational(3, 2), Rational(77)):
        if sign is not None:
            assert sympy.sign(sympy.N(value.subs(p, size), 40, chop=1e-30)) == sign


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        # Zeros of x**2/(x**2 + a*x + 1) - x against its poles, a = 3 + p and a = -2 - p.
        ("-sqrt(p)*sqrt(p + 4)/2 + sqrt(p**2 + 6*p + 5)/2 - 1/2", 1),
        ("sqrt(p) + sqrt(p + 1) - sqrt(p + 2)", None),
        ("sqrt(p + 1) + sqrt(p + 2) - sqrt(p)", 1),
        ("sqrt(p) + sqrt(2) - sqrt(p + 2)", 1),
        ("-3*p**2 - 10*p + 2*sqrt(5)*p - 2*sqrt(5) + 2", -1),
        ("sqrt(p + sqrt(5)) - sqrt(p + 2)", 1),
        ("sqrt(p + sqrt(5)) - sqrt(p + 3)", -1),
        ("sqrt(p*(p + sqrt(2))) - sqrt(p)*sqrt(p + sqrt(2))", 0),
        ("sqrt(p)*exp(-1/2) - sqrt(p + 1)*log(2)/pi + sqrt(p)", None),
        ("sqrt(p)*exp(-1/2) - sqrt(p + 1)*log(2)", -1),
        ("sqrt(p + 1)*(sqrt(6) - sqrt(2)*sqrt(3))", 0),
    ],
)
def test_signs_of_several_roots(text, sign):
    value = sympy.sympify(text, {"p": p})
    assert constant_sign(value) == sign
    if sign is not None:
        for size in (Rational(1, 10**6), Rational(2, 3), Rational(10**6)):
            assert sympy.sign(sympy.N(value.subs(p, size), 60, chop=1e-50)) == sign


def test_nested_quotients_of_roots_are_reduced():
    r, s = sympy.sqrt(p), sympy.sqrt(p + 1)
    given = 1 / (r + 1 / (s + 1 / (r + s)))
    terms = by_roots(given, constant_sign)
    assert all(each.is_rational_function() for each in terms.values())
    for value in (Rational(2, 7), Rational(19)):
        found = sum(root * c for root, c in terms.items()).subs(p, value)
        assert abs(sympy.N(found - given.subs(p, value), 40)) < 1e-35
    assert by_roots(1 / (r - p / r), constant_sign) is None  # divides by 0
