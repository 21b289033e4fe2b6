"""Forms that approximate a function, which take its place as a cause: none is a line, or made of lines."""

import pytest
import sympy

from symact.definition.activation import x
from symact.judge.diagnosis.causes.approximation import _approximations

THIRDS = [sympy.Rational(k, 3) for k in range(-29, 31, 2)]


@pytest.mark.parametrize("function", [sympy.tanh(x), sympy.atan(x), 1 / (1 + sympy.exp(-x)), x * sympy.exp(x)], ids=str)
def test_every_form_bends_somewhere(function):
    """On some three points near each other a value is not midway between those beside it; on lines all are."""
    step = sympy.Rational(1, 1000)
    forms = [form for _, form in _approximations(function)]
    assert forms
    for form in forms:
        left, middle, right = (sympy.lambdify(x, form.subs(x, x + k * step), "math") for k in (-1, 0, 1))
        assert any(abs(left(p) + right(p) - 2 * middle(p)) > 1e-11 for p in map(float, THIRDS)), form


@pytest.mark.parametrize("function", [2 * x + 1, sympy.Integer(3)], ids=str)
def test_a_line_has_no_polynomial_but_itself(function):
    assert not [says for says, form in _approximations(function) if form.is_polynomial(x)]


def test_what_is_cut_off_is_left_out_where_it_was_a_line():
    """tanh's Taylor polynomial of degree 1, cut off at -1 and 1, is hard tanh: a function of its own."""
    says = [each for each, _ in _approximations(sympy.tanh(x))]
    assert any("cut off" in each for each in says)
    assert not any("degree 1" in each and "10" not in each for each in says)
