"""Facts as lines of text."""

import pytest

from symact.display import spelled_out
from symact.sheets.compare import compare
from symact.sheets.text import lines, set_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Interval(-oo, oo)", "(-oo, oo)"),
        ("Interval.open(0, oo)", "(0, oo)"),
        ("Interval(-sqrt(2), max(1, 2))", "[-sqrt(2), max(1, 2)]"),
        ("Union(Interval.open(-oo, -1), {0}, Interval.Ropen(3, 4))", "(-oo, -1) U {0} U [3, 4)"),
        ("Union(Interval(-oo, -1/a), Interval.Lopen(0, 1))", "(-oo, -1/a] U (0, 1]"),
        ("{0, 1}", "{0, 1}"),
    ],
)
def test_a_set_as_people_write_it(text, written):
    assert set_text(text) == written


def test_the_range_of_a_constant_is_a_point():
    value = {"lower": "1", "lower_attained": True, "upper": "1", "upper_attained": True}
    assert lines({"property": "range", "scope": "True", "value": value, "evidence": []}) == ["{1}"]


def test_a_derivative_that_is_one_formula_on_both_sides_of_a_point_stands_once():
    def told(*cases):
        value = [{"where": where, "expression": expression} for where, expression in cases]
        return lines({"property": "derivative_1", "scope": "True", "value": value, "evidence": []})

    assert told(("x < 0", "1/x"), ("x > 0", "1/x"), ("Eq(x, 0)", "2")) == ["1/x   if x != 0", "2   if x = 0"]
    assert told(("x < 0", "1/x"), ("x > 0", "x")) == ["1/x   if x < 0", "x   if x > 0"]
    assert told(("x < 0", "1/x"), ("x > 1", "1/x")) == ["1/x   if x < 0", "1/x   if x > 1"]


def test_the_sign_of_f_is_a_word_and_the_sign_of_a_cost_a_count():
    fact = {"scope": "True", "evidence": [], "decimal": None}
    assert lines({**fact, "property": "cost", "value": {"abs": 2, "sign": 1}}) == ["abs 2, sign 1"]
    stretch = {"from": "0", "to": "oo", "sign": -1}
    assert lines({**fact, "property": "sign", "value": [stretch]}) == ["(0, oo): negative"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sqrt(pi) + E*erfc(1)**2/E", "sqrt(pi) + exp(1)*erfc(1)**2/exp(1)"),
        ("[0, E)", "[0, exp(1))"),
        ("1 - E + x", "1 - exp(1) + x"),
        ("the mean E f(Z) of E(x) and Eq(a, 1)", "the mean E f(Z) of E(x) and Eq(a, 1)"),
    ],
)
def test_euler_s_number_is_not_written_as_an_expectation(text, written):
    assert spelled_out(text) == written


def test_a_comparison_names_the_conditions_of_pieces_and_no_others():
    shown = str(compare("identity", "relu"))
    assert "x   if x > 0" in shown
    assert "True" not in shown
