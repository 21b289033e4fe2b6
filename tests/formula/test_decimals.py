"""Decimals beside closed forms."""

import mpmath
import pytest

from symact.formula.decimals import decimals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/6", lambda: mpmath.mpf(1) / 6),
        ("-sqrt(2)*exp(-1/2)/pi", lambda: -mpmath.sqrt(2) * mpmath.exp(-0.5) / mpmath.pi),
        ("erf(1)/2 + 1/2", lambda: mpmath.erf(1) / 2 + 0.5),
        ("E", lambda: +mpmath.e),
        ("1.5e-7", lambda: mpmath.mpf("1.5e-7")),
    ],
)
def test_forty_digits(text, value):
    with mpmath.workdps(60):
        found = decimals(text)
        assert abs(mpmath.mpf(found) - value()) <= abs(value()) * mpmath.mpf(10) ** -39
    assert sum(map(str.isdigit, found.partition("e")[0].lstrip("-0."))) <= 40


@pytest.mark.parametrize(
    "text",
    ["oo", "-oo", "alpha", "x**2", "none", "Interval(0, 1)", "odd", "f(x) - f(-x) = x", "O(x**6)", "C^1", "", "2*n"],
)
def test_no_number(text):
    assert decimals(text) is None


def test_shapes():
    assert decimals({"lower": "0", "upper": "oo", "lower_attained": True}) == {
        "lower": "0",
        "upper": None,
        "lower_attained": None,
    }
    assert decimals([{"at": "x"}]) is None
    assert decimals([["1", "y"], ["2"]]) == [["1", None], ["2"]]
    assert decimals(True) is None
    assert decimals(7) is None
