"""Domains with gaps, roots whose argument touches 0, waves in denominators: facts by hand."""

import pytest

from symact.formula import typed
from tests.helpers.sheets import derive


def fact(text, name):
    (found,) = derive(typed.definition(text), name)
    return found


@pytest.mark.parametrize("text", ["log(sin(x))", "1/sin(x)", "sqrt(sin(x))", "sqrt(cos(x) - 1)", "sqrt(sin(x) - 1)"])
def test_a_wave_is_not_said_to_be_smooth_where_it_may_be_0(text):
    assert fact(text, "domain").value != "Interval(-oo, oo)"
    assert fact(text, "differentiable").value is not True


def test_a_wave_away_from_0_is_known():
    assert fact("1/(2 + sin(x))", "domain").value == "Interval(-oo, oo)"
    value = fact("1/(2 + sin(x))", "range").value
    assert (value["lower"], value["upper"]) == ("1/3", "1")


@pytest.mark.parametrize("text", ["sqrt(x**2 + x**4)", "sqrt(erf(x**2))"])
def test_a_root_may_have_a_kink_where_its_argument_touches_0(text):
    # Both are like abs(x) near 0.
    assert fact(text, "differentiable").value is False
    assert fact(text, "breakpoints").value != []
    assert fact(text, "convexity").value in (None, "strictly convex" if "x**4" in text else "neither")
    series = fact(text, "taylor").value
    assert series is None or [each["side"] for each in series] == ["left", "right"]


def test_zeros_and_extrema_at_both_sides_of_a_gap():
    assert [z["at"] for z in fact("sqrt(x**2 - 1)", "zeros").value] == ["-1", "1"]
    assert [(e["at"], e["kind"]) for e in fact("sqrt(x**2 - 1)", "extrema").value] == [
        ("-1", "minimum"),
        ("1", "minimum"),
    ]
    assert fact("(x**2 - 4)**(3/2)", "zeros").value == [{"at": "-2"}, {"at": "2"}]


@pytest.mark.parametrize(
    ("text", "lonely"), [("sqrt(x**4 - x**2)", "0"), ("sqrt(x) + Piecewise((-1, x <= 0), (0, True))", "0")]
)
def test_a_lonely_point_of_the_domain_is_not_forgotten(text, lonely):
    found = fact(text, "domain")
    assert found.value is None
    assert f"x = {lonely}" in found.parts[0].reason


INTERVALS = [
    # The ends of each interval by hand: does f have the value, or the slope, there?
    ("relu(x)", "fixed_points", [{"from": "0", "to": "oo", "has_from": True}]),
    ("relu(x)", "zeros", [{"from": "-oo", "to": "0", "has_to": True}]),
    ("relu(x)", "dead_region", [{"from": "-oo", "to": "0"}]),
    ("Max(0, x)**2", "dead_region", [{"from": "-oo", "to": "0", "has_to": True}]),
    ("Max(0, x)**2", "critical_points", [{"from": "-oo", "to": "0", "has_to": True}]),
    ("Min(Max(x, 0), 6)", "fixed_points", [{"from": "0", "to": "6", "has_from": True, "has_to": True}]),
    ("Piecewise((x, x < 0), (x + 1, True))", "fixed_points", [{"from": "-oo", "to": "0"}]),
    ("Piecewise((x, x <= 0), (x + 1, True))", "fixed_points", [{"from": "-oo", "to": "0", "has_to": True}]),
    ("Piecewise((x, x >= 0), (exp(x) - 1, True))", "lipschitz_at", [{"from": "0", "to": "oo", "has_from": True}]),
    ("Piecewise((1, x >= 0), (0, True))", "lipschitz_at", [{"at": "0", "kind": "jump"}]),
    ("x*Min(Max(x + 3, 0), 6)/6", "lipschitz_at", [{"at": "3", "kind": "limit"}]),
    ("cbrt(x)", "lipschitz_at", [{"at": "0", "kind": "limit"}]),
    ("1/x", "lipschitz_at", [{"at": "0", "kind": "limit"}]),
    ("tanh(x)", "lipschitz_at", [{"at": "0"}]),
    ("x + exp(-x)", "lipschitz_at", [{"at": "-oo", "kind": "limit"}]),
    ("1/(2 + sin(x))", "sign", [{"from": "-oo", "to": "oo", "sign": 1}]),
]


@pytest.mark.parametrize(("text", "name", "expected"), INTERVALS)
def test_the_ends_of_intervals(text, name, expected):
    assert fact(text, name).value == expected


RANGES = [
    ("Piecewise((1, x >= 0), (0, True))", "{0, 1}"),
    ("sign(x)", "{-1, 0, 1}"),
    ("1/x", "Union(Interval.open(-oo, 0), Interval.open(0, oo))"),
    ("Piecewise((x, x < 0), (x + 1, True))", "Union(Interval.open(-oo, 0), Interval(1, oo))"),
    ("sign(x)*exp(-x)", "Union(Interval.open(-oo, -1), Interval.Ropen(0, 1))"),
    ("atan(1/x)", "Union(Interval.open(-pi/2, 0), Interval.open(0, pi/2))"),
    ("Piecewise((1, Eq(x, 2)), (0, True))", "{0, 1}"),
]


@pytest.mark.parametrize(("text", "parts"), RANGES)
def test_the_range_has_its_gaps(text, parts):
    assert fact(text, "range").value["parts"] == parts


@pytest.mark.parametrize(
    "text", ["tanh(x)", "Piecewise((x, x < 0), (x - 1, True))", "Piecewise((0, Eq(x, 1)), (x**2, True))"]
)
def test_a_range_without_gaps_has_no_parts(text):
    assert "parts" not in fact(text, "range").value


def test_a_value_of_its_own():
    assert fact("sign(x)", "zeros").value == [{"at": "0"}]
    assert fact("sign(x)", "monotonicity").value == "increasing"
    assert [p["at"] for p in fact("sign(x)", "fixed_points").value] == ["-1", "0", "1"]
    spike = "Piecewise((1, Eq(x, 2)), (0, True))"
    assert fact(spike, "zeros").value == [{"from": "-oo", "to": "2"}, {"from": "2", "to": "oo"}]
    assert {"at": "2", "sign": 1} in fact(spike, "sign").value
    assert fact(spike, "extrema").value == [{"at": "2", "value": "1", "kind": "maximum", "global": True}]
    assert fact(spike, "monotonicity").value == "not monotonic"
    assert (fact(spike, "injective").value, fact(spike, "differentiable").value) == (False, False)
    lifted = "Piecewise((5, Eq(x, 0)), (1/x, True))"
    assert (fact(lifted, "surjective").value, fact(lifted, "injective").value) == (False, False)
    assert fact("Piecewise((0, Eq(x, 0)), (1/x, True))", "bijective").value is True


def test_a_hole_that_is_filled():
    # sin(x)/x = 1 - x^2/6 + x^4/120 - ...
    full = "Piecewise((sin(x)/x, Ne(x, 0)), (1, True))"
    assert (fact(full, "continuous").value, fact(full, "differentiable").value) == (True, True)
    assert fact(full, "smoothness").value == [{"condition": "True", "order": "oo"}]
    assert {"where": "Eq(x, 0)", "expression": "-1/3"} in fact(full, "derivative_2").value
    wrong = "Piecewise((sin(x)/x, Ne(x, 0)), (0, True))"
    (hole,) = fact(wrong, "discontinuities").value
    assert (hole["kind"], hole["left"], hole["right"], hole["value"]) == ("removable", "1", "1", "0")
    assert fact(wrong, "smoothness").value == [{"condition": "True", "order": -1}]


def test_a_hole_whose_slopes_oscillate():
    # f'(0) = 0 although f' has no limit there: no claim is made.
    wild = "Piecewise((x**2*sin(1/x), Ne(x, 0)), (0, True))"
    assert fact(wild, "continuous").value is True
    assert fact(wild, "differentiable").value is None
    assert fact(wild, "smoothness").value is None


def test_constants_in_disguise():
    for text, value in (("sin(x)**2 + cos(x)**2", "1"), ("log(exp(x)) - x", "0"), ("cosh(x)**2 - sinh(x)**2", "1")):
        assert [a["line"] for a in fact(text, "asymptotes").value] == [value, value]
        assert fact(text, "saturation").value == {"left": "hard", "right": "hard"}
        assert fact(text, "dead_region").value == [{"from": "-oo", "to": "oo"}]
        assert (fact(text, "nonlinear").value, fact(text, "limit_pos_inf").value) == (False, value)
    # The derivative is 0 on both sides of the hole; the values differ.
    assert fact("atan(x) + atan(1/x)", "period").value == "none"
    assert fact("atan(x) + atan(1/x)", "range").value["parts"] == "{-pi/2, pi/2}"


@pytest.mark.parametrize("text", ["softplus(x) - softplus(-x)", "asinh(sinh(x))"])
def test_lines_in_disguise(text):
    assert [a["line"] for a in fact(text, "asymptotes").value] == ["x", "x"]
    assert fact(text, "fixed_points").value == [{"from": "-oo", "to": "oo"}]
    assert (fact(text, "convexity").value, fact(text, "lipschitz").value) == ("affine", "1")


def test_a_hole_does_no_harm_to_slopes():
    assert fact("x/tanh(x)", "vanishing_gradient_bound").value == "1"
    assert fact("exp(-1/x**2)", "vanishing_gradient_bound").value == "(3*sqrt(6)*exp(-3/2)/2)**n"


def test_nothing_is_said_where_f_is_not_defined():
    assert fact("sqrt(x)", "asymptotes").value[0]["kind"] == "undefined"
    assert fact("sqrt(x)", "saturation").value == {"left": "undefined", "right": "none"}
    assert fact("cbrt(x)", "derivative_1").value == [{"where": "Ne(x, 0)", "expression": "1/(3*cbrt(x)**2)"}]


def test_pieces_that_are_injective_together():
    assert fact("Piecewise((x, x < 0), (exp(-x), True))", "injective").value is True
    assert fact("Piecewise((x**2, x <= 2), (5*x - 7, True))", "injective").value is False
    assert fact("Piecewise((x, x < 0), (exp(-x) - 1, True))", "injective").value is False
