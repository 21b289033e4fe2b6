"""A derivative is given where f has a value, and nowhere else: right answers by hand."""

import pytest
import sympy
from mpmath import mp
from sympy import Symbol

from symact.checking.second_opinion import SecondOpinion
from symact.definition.activation import x
from symact.evidence import Status
from symact.formula.parser import parse_condition
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.plain import plain, written


def where(formula, name, params=()):
    (fact,) = derive(definition(formula, params), name)
    value = plain(fact)["value"]
    return [each["where"] for each in (value[0]["pieces"] if name == "parameter_derivatives" else value)]


@pytest.mark.parametrize(
    ("formula", "first", "second"),
    [
        ("log(x)", "x > 0", "x > 0"),
        ("x*log(x)", "x > 0", "x > 0"),
        ("log(x) + log(1 - x)", "(x > 0) & (x < 1)", "(x > 0) & (x < 1)"),
        ("log(x) - log(2*x)", "x > 0", "x > 0"),
        ("1/x", "Ne(x, 0)", "Ne(x, 0)"),
        ("x*sqrt(x)", "x >= 0", "x > 0"),
    ],
)
def test_a_derivative_has_the_domain_of_the_function(formula, first, second):
    assert where(formula, "derivative_1") == [first]
    assert where(formula, "derivative_2") == [second]


@pytest.mark.parametrize("formula", ["acos(cos(x))", "log(sin(x))"])
@pytest.mark.parametrize("name", ["derivative_1", "derivative_2"])
def test_where_no_chart_finds_the_domain_the_condition_says_it(formula, name):
    # f'(x) exists if sin(x) is not 0 for the one, if it is positive for the other.
    (told,) = where(formula, name)
    condition = parse_condition(told)
    for point in ("-2", "-1", "1", "2", "4", "5", "7"):
        slope = mp.sin(point)
        assert (condition.subs(x, point) == True) == (slope > 0 if "log" in formula else slope != 0)  # noqa: E712
    assert condition.subs(x, 0) == False  # noqa: E712


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("x/sqrt(1+a*x**2)", "a*x**2 + 1 > 0"),
        ("tan(x)", "Ne(cos(x), 0)"),
        ("1/sin(x)", "Ne(sin(x), 0)"),
    ],
)
def test_a_condition_that_the_form_of_a_slope_shows_is_told_too(formula, told):
    for name in ("derivative_1", "derivative_2"):
        assert where(formula, name, ["a"] if "a*" in formula else []) == [told]


def test_a_condition_with_a_wave_holds_in_every_case():
    for name in ("derivative_1", "derivative_2"):
        for fact in derive(definition("sqrt(sin(x)+a)", ["a"]), name):
            ((told, _),) = [
                (parse_condition(each["where"], {"a": Symbol("a", real=True)}), each) for each in plain(fact)["value"]
            ]
            for a in (-1, 0, 2):
                if not set_in(fact.scope, a):
                    continue
                for point in ("-2", "1", "3", "5"):
                    assert bool(set_in(told.subs(x, point), a)) == (mp.sin(point) + a > 0)


def set_in(condition, value):
    return condition.subs(dict.fromkeys(condition.free_symbols, value)) == True  # noqa: E712


@pytest.mark.parametrize(
    ("formula", "told"),
    [("log(a*x)", "a*x > 0"), ("sqrt(x) + a", "x >= 0"), ("a*log(x)", "x > 0"), ("x/(x - a)", "Ne(x, a)")],
)
def test_a_derivative_by_a_parameter_has_it_too(formula, told):
    assert where(formula, "parameter_derivatives", ["a"]) == [told]


@pytest.mark.parametrize("formula", ["abs(x)**p", "x*abs(x)**p", "Piecewise((x**p, x >= 0), (0, True))"])
def test_a_derivative_by_a_parameter_has_points_where_f_is_one_number_for_all_parameters(formula):
    (fact,) = derive(definition(formula, ["p>0"]), "parameter_derivatives")
    rows = {each["where"]: each["expression"] for each in plain(fact)["value"][0]["pieces"]}
    assert rows["Eq(x, 0)"] == "0"


def test_a_slope_has_no_bound_near_a_pole():
    found = {str(f.scope): f.value for f in derive(definition("1/(x**2 - a)", ["a>0"]), "curvature_bound")}
    assert {scope: value.text() for scope, value in found.items()} == {"True": "oo"}


def test_the_identity_of_a_slope_has_it_too():
    assert where("log(x)", "derivative_identity") == ["x > 0"]
    assert where("x + sqrt(x)", "derivative_identity") == ["x > 0"]


def test_numbers_refute_a_slope_where_there_is_no_value():
    for told, refuted in (("Ne(x, 0)", True), ("x > 0", False)):
        fact = {"property": "derivative_1", "scope": "True", "value": [{"where": told, "expression": "1/x"}]}
        assert (
            bool(SecondOpinion({"expression": "log(x)", "parameters": [], "facts": [fact]}).objection(fact)) == refuted
        )


def test_a_shorter_form_is_taken_only_where_it_is_shown_to_be_equal():
    """The shorter ones of (x - 1)/sqrt(x**2 - 2*x + 1), with abs, were not, and a = 2 was given that of a = -2."""
    facts = {str(f.scope): f for f in derive(definition("sqrt(x**2 + a*x + 1)", ("a",)), "derivative_1")}
    assert len(facts) == 3
    for value in (-2, 2):
        fact = facts[f"Eq(a, {value})"]
        assert fact.status == Status.PROVED
        (own,) = written(fact.value)
        for at in (-3, 0, 5):
            assert sympy.sympify(own["expression"]).subs("x", at) == sympy.sign(at + sympy.Rational(value, 2))
