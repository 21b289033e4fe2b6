"""Candidates of inverses: among them stands the true one, tried by substitution."""

import pytest
import sympy
from sympy import Rational, Symbol, asinh, atan, exp, log, oo, sinh, sqrt, tanh

from symact.definition.activation import x
from symact.symbolic.inversion import MOST, candidates

y = Symbol("y", real=True)
a = Symbol("a", positive=True)

INVERTIBLE = [
    3 * x - 2,
    x**3,
    x**5 + 1,
    exp(2 * x) - 1,
    log(1 + exp(x)),
    tanh(x / 3),
    1 / (1 + exp(-x)),
    sinh(x) + 2,
    asinh(x),
    atan(x) / 2,
    x / (1 + x),
    (x + sqrt(x**2 + 4)) / 2,
    x / sqrt(1 + x**2),
    (exp(x) - exp(-x)) / 2,
    exp(x) / (1 + exp(x)) + 1,
    log(log(1 + exp(x)) + 1),
    (exp(2 * x) - 1) / (exp(2 * x) + 1),
    sqrt(x**2 + 1) + x,
]


@pytest.mark.parametrize("expression", INVERTIBLE, ids=str)
def test_the_inverse_is_among_the_candidates(expression):
    found = candidates(expression, x, y)
    assert found
    assert len(found) <= 2 * MOST
    for at in (Rational(1, 3), Rational(5, 4)):
        value = expression.subs(x, at).evalf(40)
        back = [each.subs(y, value).evalf(30) for each in found]
        assert any(abs(complex(b) - complex(at)) < 1e-20 for b in back), back


@pytest.mark.parametrize("expression", [x**2, exp(x) + exp(-x), (x - 1) ** 2 * 3])
def test_both_branches_are_offered(expression):
    found = candidates(expression, x, y)
    for at in (Rational(-2, 3), Rational(7, 4)):
        value = expression.subs(x, at).evalf(40)
        assert any(abs(complex(each.subs(y, value).evalf(30)) - complex(at)) < 1e-20 for each in found)


def test_odd_roots_take_negative_values():
    (found, *_) = candidates(x**3, x, y)
    assert [found.subs(y, value) for value in (-8, 27, 0)] == [-2, 3, 0]


@pytest.mark.parametrize("expression", [x * exp(x), x + sympy.sin(x), x**5 + x, x * tanh(x), log(x) + x])
def test_no_rule_no_candidate(expression):
    assert candidates(expression, x, y) == []


def test_symbolic_parameters():
    for expression, expected in (
        (a * (exp(x / a) - 1), a * log(1 + y / a)),
        (log(1 + exp(a * x)) / a, log(exp(a * y) - 1) / a),
    ):
        found = candidates(expression, x, y)
        numbers = {a: Rational(3, 2), y: Rational(4, 5)}
        assert any(abs((each - expected).subs(numbers).evalf(30)) < 1e-25 for each in found)


def test_depth_is_limited():
    deep = x
    for _ in range(30):
        deep = tanh(deep) + 1
    assert candidates(deep, x, y) == []
    assert oo not in candidates(x, x, y)
