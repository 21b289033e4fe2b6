"""Quotients whose common factor leaves a hole: facts of the extension, and what the hole changes; all by hand."""

import pytest

from symact.formula import typed
from tests.helpers.sheets import derive


def value(text, name):
    (found,) = derive(typed.definition(text), name)
    return found.value


# (x^2 - 1)/(x - 1) is x + 1 but at 1.
LINE = [
    ("convexity", "affine"),
    ("lipschitz", "1"),
    ("curvature_bound", "0"),
    ("gaussian_mean", "1"),
    ("gaussian_second_moment", "2"),  # E (1 + Z)^2
    ("gaussian_slope_second_moment", "1"),
    ("variance_map", {"input": "N(m, v)", "mean": "m + 1", "variance": "v"}),
    ("inverse", [{"where": "y < 2", "expression": "y - 1"}, {"where": "y > 2", "expression": "y - 1"}]),
    ("continuous", False),
    ("nonlinear", True),
    ("surjective", False),
    ("symmetry", []),  # f(-1) + f(1) has no value
]


@pytest.mark.parametrize(("name", "expected"), LINE)
def test_a_line_with_a_hole(name, expected):
    assert value("(x**2 - 1)/(x - 1)", name) == expected


def test_a_pole_beside_a_hole_stays():
    # x (x + 1)/(x - 2) but at 1
    holes = value("(x**3 - x)/(x**2 - 3*x + 2)", "discontinuities")
    assert [(each["at"], each["kind"]) for each in holes] == [("1", "removable"), ("2", "infinite")]


@pytest.mark.parametrize(
    ("text", "parity", "symmetry"),
    [
        ("(x**3 - x**2)/(x - 1)", "neither", []),  # x^2 but at 1
        ("(x**4 - x**2)/(x**2 - 1)", "even", ["f(x) - f(-x) = 0"]),  # x^2 but at 1 and -1
        ("log(x)", "neither", []),
        ("1/x", "odd", ["f(x) + f(-x) = 0"]),
        ("atanh(x)", "odd", ["f(x) + f(-x) = 0"]),
        ("log((1 + x)/(1 - x))", "odd", ["f(x) + f(-x) = 0"]),
        ("tan(x)", "odd", ["f(x) + f(-x) = 0"]),
    ],
)
def test_symmetry_asks_for_a_value_at_both_places(text, parity, symmetry):
    assert value(text, "parity") == parity
    assert value(text, "symmetry") == symmetry


@pytest.mark.parametrize(
    ("text", "inverse"),
    [
        ("1/x", [("y < 0", "1/y"), ("y > 0", "1/y")]),
        ("log(x)", [("True", "exp(y)")]),
        ("(x + 1)/(x - 2)", [("y < 1", "(2*y + 1)/(y - 1)"), ("y > 1", "(2*y + 1)/(y - 1)")]),
        ("log((1 + x)/(1 - x))", [("True", "(exp(y) - 1)/(exp(y) + 1)")]),
    ],
)
def test_inverses_on_the_parts_of_a_domain(text, inverse):
    assert [(each["where"], each["expression"]) for each in value(text, "inverse")] == inverse


def test_curvature_beside_a_pole():
    # 1/x bends both ways; 1/x^2 bends one way, on a domain that is no interval.
    assert value("1/x", "convexity") == "neither"
    assert value("1/x**2", "convexity") is None


def test_slopes_of_a_root_of_a_square():
    # acosh(1 + x^2) is 2 asinh(abs(x)/sqrt(2)).
    right = value("acosh(1 + x**2)", "derivative_1")
    assert [(each["where"], each["expression"]) for each in right] == [
        ("x < 0", "-2/sqrt(x**2 + 2)"),
        ("x > 0", "2/sqrt(x**2 + 2)"),
    ]
    # x times that is differentiable at 0, with slope 0.
    assert {"where": "Eq(x, 0)", "expression": "0"} in value("x*acosh(1 + x**2)", "derivative_1")


def test_an_antiderivative_is_written_once():
    assert value("cbrt(x)", "antiderivative") == [{"where": "True", "expression": "3*x*cbrt(x)/4"}]
    assert value("(x**2 - 1)/(x - 1)", "antiderivative") == [{"where": "Ne(x, 1)", "expression": "x**2/2 + x"}]


def test_a_constant_in_disguise_shows_its_value():
    # cosh(x) = exp(x) (1 + exp(-2 x))/2
    assert value("log(2*cosh(x)) - log(1 + exp(-2*x)) - x", "fixed_points") == [
        {"at": "0", "slope": "0", "stability": "attracting"}
    ]
