"""Switches at the zeros of functions that are not affine."""

import pytest
import sympy
from sympy import Abs, Max, Min, Piecewise, Rational, exp, log, sign, sin, sqrt

from symact.analysis.switches import resolved
from symact.definition.activation import x
from symact.definition.pieces import split
from symact.errors import SymactError
from symact.formula.typed import definition

POINTS = [Rational(n, 7) for n in range(-30, 31)]


@pytest.mark.every(4)
@pytest.mark.parametrize(
    "expression",
    [
        Abs(x**2 - 1),
        Max(x**2, x + 1),
        Min(x**2, x + 1, 3),
        Max(0, x**3 - x),
        Min(1, Abs(x**2 - 1)),
        Max(exp(x), 2),
        Abs(x * exp(x)) + 1,
        sqrt(Abs(x**2 - 4)),
        Piecewise((x, x**2 > 1), (0, True)),
        Piecewise((x, (x**2 > 1) & (x < 2)), (x**2, True)),
        Piecewise((1, sympy.Ne(x**2, 1)), (1, True)),
        Max(Piecewise((x**2, x > 1), (x, True)), 2),
        sign(x**2 + 1) * x,
        # Switches at roots without closed form.
        Max(sin(x), x / 2),
        Max(x, sympy.cos(x)),
        Abs(x**5 + x - 1),
        sign(x**3 + x - 1) * x,
        Min(10, Max(-10, x**5 + x)),
        Piecewise((x, exp(x) + x < 0), (x**2, True)),
    ],
)
def test_the_same_function_in_pieces(expression):
    pieces = split(resolved(expression), x)
    assert not any(p.expression.has(Abs, Max, Min, sign, Piecewise) for p in pieces)
    for point in [*POINTS, log(2), -sqrt(5) / 2 + Rational(1, 2), sympy.Integer(1), sympy.Integer(-1)]:
        here = next(p for p in pieces if p.holds(point))
        assert abs(sympy.N(here.expression.subs(x, point) - expression.subs(x, point), 30)) < 1e-25


@pytest.mark.parametrize("expression", [Max(x, 0), Abs(x - 1), Piecewise((x, x > 0), (exp(x), True)), exp(x)])
def test_what_can_be_split_is_left_alone(expression):
    assert resolved(expression) is expression


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (Max(log(x), 0), "not defined on the whole line"),
        (Abs(sin(x)), "is 0 or changes its sign in every period"),
        (Abs(sympy.tan(x)), "`cos.x.` oscillates for ever"),
    ],
)
def test_refusals(expression, words):
    with pytest.raises(SymactError, match=words) as caught:
        resolved(expression)
    assert "\n" not in str(caught.value)


def test_a_switch_without_closed_form_stands_at_an_isolated_root():
    right = split(resolved(Max(x, sympy.cos(x))), x)[1]
    assert abs(sympy.N(right.lower, 30) - sympy.Float("0.739085133215160641655312087674", 30)) < 1e-28  # Dottie
    left = split(resolved(Max(sin(x), x / 2)), x)[1]
    assert abs(sympy.N(left.lower, 20) + sympy.Float("1.8954942670339809471", 20)) < 1e-18  # mpmath.findroot


def test_a_parameter_that_decides_is_refused():
    a = sympy.Symbol("a", real=True)
    with pytest.raises(SymactError):
        split(resolved(Max(exp(x), a)), x)


@pytest.mark.parametrize(("text", "same"), [("abs(sin(x) + 2)", "sin(x) + 2"), ("clip(sin(x), -2, 2)", "sin(x)")])
def test_a_switch_on_a_wave_of_one_sign_is_none(text, same):
    assert definition(text).expression == definition(same).expression


@pytest.mark.parametrize("text", ["x*sign(cos(x))", "abs(sin(x)) + x"])
def test_a_wave_that_changes_its_sign_is_refused_by_name(text):
    with pytest.raises(SymactError, match="is 0 or changes its sign in every period"):
        definition(text)
