"""What properties are read off: values, limits at ends, and the claims that went wrong once."""

import pytest
import sympy
from sympy import Piecewise, S, atan, exp, log, pi, sin, sqrt, tanh

from symact.analysis.function_study import study
from symact.analysis.plain_values import plain_value
from symact.definition.activation import x
from symact.formula.typed import definition
from tests.helpers.sheets import derive


def value(formula, name):
    (fact,) = derive(definition(formula), name)
    return fact.value


@pytest.mark.parametrize(
    ("expression", "place", "expected"),
    [
        (x * sin(1 / x), 0, None),
        (atan(1 / x), 0, None),
        (exp(-1 / x**2), 0, None),
        (sqrt(x), 0, 0),
        (1 / sqrt(x), 0, None),
        (log(x), 0, None),
        (log(x), 1, 0),
        (sqrt(x), -1, None),
        (tanh(x) / (x - 1), 1, None),
        (x**2, 3, 9),
    ],
)
def test_plain_value(expression, place, expected):
    assert plain_value(expression, S(place)) == expected


def test_limits_at_a_hole():
    found = study(atan(1 / x))
    assert found.end(0, 0, 1).exact == -pi / 2
    assert found.end(0, 1, -1).exact == pi / 2


@pytest.mark.parametrize(
    ("formula", "name", "expected"),
    [
        # Zeros inside a piece whose other end is a breakpoint without a change of sign.
        ("Piecewise((1/x, x > 1), (x, True))", "zeros", [{"at": "0"}]),
        ("Piecewise((0, x < -1), (x, x < 2), (0, x < 3), (x - 3, True))", "zeros",
         [{"from": "-oo", "to": "-1"}, {"at": "0"}, {"from": "2", "to": "3", "has_from": True, "has_to": True}]),
        ("Piecewise((0, x < 1), (x - 1, x < 2), (x**2, True))", "zeros", [{"from": "-oo", "to": "1", "has_to": True}]),
        ("sqrt(1 - x**2)", "zeros", [{"at": "-1"}, {"at": "1"}]),
        ("Max(0, -x - 1) + Max(0, x - 1)", "zeros", [{"from": "-1", "to": "1", "has_from": True, "has_to": True}]),
        ("atan(1/x)", "monotonicity", "not monotonic"),
        ("atan(1/x)", "lipschitz", "oo"),
        ("exp(-1/x**2)", "lipschitz", "3*sqrt(6)*exp(-3/2)/2"),
        ("sqrt(x)", "gaussian_second_moment", "undefined"),
        ("sqrt(x) - x**2", "limit_neg_inf", "undefined"),
        ("sqrt(x) - x**2", "limit_pos_inf", "-oo"),
        ("log(2 - x) + x**3", "limit_pos_inf", "undefined"),
        ("log(2 - x) + x**3", "limit_neg_inf", "-oo"),
        ("log(x)", "gaussian_mean", "undefined"),
        ("x*exp(-x**2)", "curvature_bound", "1.951783072769951008748571115984077761127"),
        ("1/(x**4 - x + 1)", "smoothness", [{"condition": "True", "order": "oo"}]),
        ("1/(x**2 - x + 1)", "smoothness", [{"condition": "True", "order": "oo"}]),
    ],
)  # fmt: skip
def test_claims(formula, name, expected):
    assert value(formula, name) == expected


def test_the_mirrored_extremum_by_hand():
    # f'' of x exp(-x^2) is (4x^3 - 6x) exp(-x^2), extreme where 4x^4 - 12x^2 + 3 = 0: x^2 = (3 - sqrt(6))/2.
    place = sqrt((3 - sqrt(6)) / 2)
    best = abs(sympy.diff(x * exp(-(x**2)), x, 2).subs(x, place))
    assert str(sympy.N(best, 40)) == value("x*exp(-x**2)", "curvature_bound")


def test_periodic_and_piecewise_forms_are_split_once():
    assert len(study(Piecewise((x, x > 0), (exp(x) - 1, True))).pieces) == 2
