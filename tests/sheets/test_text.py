"""Facts as lines of text."""

import pytest

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


def test_the_sign_of_f_is_a_word_and_the_sign_of_a_cost_a_count():
    fact = {"scope": "True", "evidence": [], "decimal": None}
    assert lines({**fact, "property": "cost", "value": {"abs": 2, "sign": 1}}) == ["abs 2, sign 1"]
    stretch = {"from": "0", "to": "oo", "sign": -1}
    assert lines({**fact, "property": "sign", "value": [stretch]}) == ["(0, oo): negative"]
