"""What is asked where f is not defined is undefined, and not unknown; numbers would refute it elsewhere."""

import pytest

from symact.checking.second_opinion import SecondOpinion
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.plain import plain

MOMENTS = ("gaussian_mean", "gaussian_second_moment", "gaussian_slope_second_moment", "gain", "variance_map")


def value(formula, name):
    (fact,) = derive(definition(formula), name)
    return plain(fact)["value"]


@pytest.mark.parametrize("formula", ["log(x/(1 - x))", "log(1 - exp(-x))", "sqrt(x)"])
def test_half_lines_have_no_moments(formula):
    assert {value(formula, name) for name in MOMENTS} == {"undefined"}
    assert value(formula, "limit_neg_inf") == "undefined"
    assert value(formula, "taylor") == "undefined"
    assert value(formula, "asymptotic_series")[0] == {"side": "-oo", "series": "undefined"}


def test_what_is_defined_keeps_its_value():
    assert value("log(x)", "limit_pos_inf") == "oo"
    assert value("log(1 + x)", "taylor") == "x - x**2/2 + x**3/3 - x**4/4 + x**5/5 + O(x**6)"
    assert value("1/x", "gaussian_mean") != "undefined"  # a point counts for no integral
    assert value("log(1 - x)", "asymptotic_series")[0]["series"] != "undefined"


@pytest.mark.parametrize("name", ["limit_pos_inf", "taylor", *MOMENTS])
def test_numbers_refute_what_is_defined(name):
    facts = {name: {"property": name, "scope": "True", "value": "undefined"} for name in ("limit_neg_inf", name)}
    right, wrong = ({"expression": text, "parameters": [], "facts": [facts[name]]} for text in ("log(-x)", "tanh(x)"))
    assert SecondOpinion(right).objection(facts[name]) == ""
    assert SecondOpinion(wrong).objection(facts[name])
