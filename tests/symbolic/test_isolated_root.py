"""Roots without closed form as exact constants, against mpmath's root finder."""

import pickle

import mpmath
import pytest
import sympy
from sympy import Rational, cos, erf, exp, sqrt

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.enclosed_number import shortened
from symact.enclosure.digits import digits
from symact.errors import SymactError
from symact.formula.parser import parse
from symact.symbolic.isolated_root import IsolatedRoot, isolated

GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x / (1 + exp(-x))


def root(expression, low, high):
    return isolated(expression, Rational(low), Rational(high))


@pytest.mark.parametrize(
    ("expression", "low", "high", "function"),
    [
        (x**5 + x - 10, 1, 2, lambda t: t**5 + t - 10),
        (-(x**5) - x - 10, -2, -1, lambda t: t**5 + t + 10),
        (x - cos(x), Rational(1, 2), 1, lambda t: t - mpmath.cos(t)),
        (GELU - 10, 9, 12, lambda t: t * (1 + mpmath.erf(t / mpmath.sqrt(2))) / 2 - 10),
        (x + exp(x), -1, Rational(-1, 4), lambda t: t + mpmath.exp(t)),
    ],
)
def test_digits_are_those_of_mpmath(expression, low, high, function):
    found = root(expression, low, high)
    with mpmath.workdps(60):
        start = mpmath.mpf(Rational(low).p) / Rational(low).q, mpmath.mpf(Rational(high).p) / Rational(high).q
        expected = mpmath.findroot(function, start, solver="anderson", tol=mpmath.mpf(10) ** -110)
        assert digits(found, 40) == mpmath.nstr(expected, 40, strip_zeros=False)
        assert abs(found.evalf(50) - sympy.Float(expected, 50)) < sympy.Float(10) ** -45


def test_closed_forms_are_preferred():
    assert root(x**2 - 2, 1, 2) == sqrt(2)
    assert root(x**3 + x, -1, 1) == 0


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        (x**5 + x - 10, 2, 3),  # no root
        (x**3 - 3 * x + 1, -2, 2),  # three roots
        ((x**5 + x - 10) ** 2, 1, 2),  # no change of sign
        (1 / (x**5 + x - 10), 1, 2),  # a pole, not a root
        (sympy.Symbol("a", real=True) * x - 1, 0, 2),
        (x**5 + x - 10, 2, 1),
    ],
)
def test_what_is_not_one_root_is_refused(expression, low, high):
    with pytest.raises(SymactError, match="one root"):
        root(expression, low, high)


def test_what_is_zero_by_the_equation_is_zero():
    r, q = root(x**5 + x - 10, 1, 2), root(GELU - 10, 9, 12)
    assert [constant_sign(v) for v in (r**5 + r - 10, r**6 + r**2 - 10 * r, GELU.subs(x, q) - 10)] == [0, 0, 0]
    assert shortened(GELU.subs(x, q)) == 10
    assert shortened(exp(-2 * (p := root(x + exp(x), -1, Rational(-1, 4))))) == p**-2


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (SILU - 3, 3, 4),
        (SILU**2 - 2, 1, 2),
        (x / (1 + x**4) - Rational(1, 5), Rational(1, 8), 1),
        (1 / (1 + exp(-x)) + 1 / (1 + exp(-2 * x)) - Rational(3, 2), Rational(1, 2), 1),
        (x**3 / (exp(x) + 1) - Rational(1, 7), Rational(1, 2), 2),
    ],
)
def test_an_equation_with_denominators_is_used(function, low, high):
    r = root(function, low, high)
    assert [constant_sign(v.subs(x, r)) for v in (function, -3 * function)] == [0, 0]
    assert constant_sign(function.subs(x, r) - Rational(1, 10**40)) == -1


def test_what_solves_an_equation_with_denominators_is_put_in():
    r = root(SILU - 3, 3, 4)
    assert shortened(SILU.subs(x, r)) == 3
    assert constant_sign(exp(-r) - (r - 3) / 3) == 0


def test_a_denominator_without_a_value_at_the_root_is_not_cleared():
    r = IsolatedRoot(1 / sympy.tan(x**3 + x), Rational(3, 4), sympy.Integer(1))  # tan has a pole there
    assert r.equation == r.expression


def test_what_is_not_zero_is_not():
    r = root(GELU - 10, 9, 12)
    # r - 10 is 7.6e-23.
    assert (constant_sign(r - 10), constant_sign(10 - r), constant_sign(r - 10 - Rational(1, 10**22))) == (1, -1, -1)
    assert constant_sign(GELU.subs(x, r) - 10 - Rational(1, 10**40)) == -1


def test_mirrored_roots_are_one_number():
    positive, negative = root(x**5 + x - 10, 1, 2), root(x**5 + x + 10, -2, -1)
    assert negative == -positive
    assert root(10 - x - x**5, 1, Rational(9, 5)) == positive


def test_it_is_an_atom_and_comes_back_from_text():
    r = root(x - cos(x), 0, 1)
    assert isinstance(r, IsolatedRoot)
    assert not r.free_symbols
    assert (r + x).subs(x, 1) == r + 1
    assert sympy.diff(r * x, x) == r
    assert parse(str(r)) == r
    assert pickle.loads(pickle.dumps(r)) == r
    assert hash(parse(str(r))) == hash(r)
    assert r != root(x**5 + x - 10, 1, 2)


@pytest.mark.parametrize(
    "text", ["RootIn(x - 3, 0)", "RootIn(1/x, -1, 1)", "RootIn(x**2 + 1, -1, 1)", "RootIn(a*x-1, 0, 2)"]
)
def test_hostile_texts_are_refused(text):
    with pytest.raises(SymactError):
        parse(text, {"a": sympy.Symbol("a", real=True)})


def test_the_x_in_a_root_is_not_that_of_the_formula():
    # The divisor 1/x inside asks nothing of the formula's own x.
    assert parse("x + RootIn(1/x - x**3 - x, 1/2, 1)").has(x)


def test_the_equation_is_used_inside_of_functions():
    r = IsolatedRoot(x**3 + 2 * x - 1, Rational(1, 4), Rational(1, 2))
    assert constant_sign(sympy.tanh(r**3 + 2 * r - 1)) == 0
    assert shortened(1 + sympy.tanh(r**3 + 2 * r - 1)) == 1
