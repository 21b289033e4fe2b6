"""Functions that oscillate for good: what a bounded part and a growing amplitude show, against mpmath far out."""

import mpmath
import pytest
import sympy
from sympy import Symbol, cos, exp, log, sin, sqrt

from symact.checking.recheck import recheck
from symact.definition.activation import x
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.plain import written
from symact.symbolic.limits import grows_in_both_directions

w = Symbol("w", real=True)


def facts(formula, name):
    (found,) = derive(definition(formula, ()), name)
    return written(found.value)


@pytest.mark.parametrize(
    "expression", [x * cos(x), x**2 * sin(x) + 9 * x, sqrt(x) * sin(x**2) + log(x), exp(x) * sin(x)]
)
def test_a_growing_wave_takes_large_values_of_both_signs(expression):
    assert grows_in_both_directions(expression, x, 1)
    own = sympy.lambdify(x, expression, "mpmath")
    with mpmath.workdps(30):
        values = [own(mpmath.mpf(10) ** 6 + k / mpmath.mpf(10**7)) for k in range(0, 70 * 10**6, 9 * 10**5)]
    assert max(values) > 500
    assert min(values) < -500


@pytest.mark.parametrize(
    "expression",
    [
        x * sin(x) + x,  # touches 0 again and again, and is nowhere negative
        x * sin(x) - 2 * x,
        sin(x) / x,
        sin(x),
        x * sin(1 / x),
        x * sin(x) ** 2,
        x * sin(x) * sin(x + 1),
        x * sin(x) + x * cos(2 * x) + 3 * x,
        exp(-x) * sin(x),
        w * x * sin(x),
        x**3 + x**2 * sin(x),
    ],
)
def test_what_need_not_take_both_signs_is_not_claimed(expression):
    assert grows_in_both_directions(expression, x, 1) == ""


def test_x_cos_x():
    whole = {"lower": "-oo", "lower_attained": False, "upper": "oo", "upper_attained": False}
    assert facts("x*cos(x)", "range") == whole
    expected = {"monotonicity": "not monotonic", "convexity": "neither", "bounded": "unbounded", "lipschitz": "oo"}
    expected |= {"injective": False, "surjective": True, "bijective": False, "nonlinear": True, "dead_region": []}
    expected |= {"zero_centred": True, "saturating": False, "dying_region": False, "monotonic": False}
    assert {name: facts("x*cos(x)", name) for name in expected} == expected
    assert [each["at"] for each in facts("x*cos(x)", "lipschitz_at")] == ["-oo", "oo"]
    assert [each["at"] for each in facts("Piecewise((x*sin(x), x>0), (0, True))", "lipschitz_at")] == ["oo"]


@pytest.mark.parametrize("formula", ["(x+sin(x))/(1+exp(-x))", "sin(x)/x"])
def test_a_decaying_wave_is_not_monotone(formula):
    assert facts(formula, "monotonicity") == "not monotonic"
    assert facts(formula, "injective") is False
    assert facts(formula, "dead_region") == []


def test_what_a_wave_beside_a_line_takes_is_bounded_below_and_its_range_left_open():
    assert facts("(x+sin(x))/(1+exp(-x))", "bounded") == "below"
    assert facts("(x+sin(x))/(1+exp(-x))", "range") is None


def test_what_is_written_is_replayed():
    subject = definition("x*cos(x)", ())
    names = ("monotonicity", "range", "lipschitz", "injective", "convexity", "dead_region", "surjective", "nonlinear")
    sheet = documented(content(subject, [fact for name in names for fact in derive(subject, name)]))
    assert [each.verdict for each in recheck(sheet) if each.property in names] == ["replayed"] * len(names)
