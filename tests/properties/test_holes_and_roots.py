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
