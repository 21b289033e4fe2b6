"""Zeros and signs that recur on a half line, as of sin(x)/x: sets by hand, signs by mpmath, both checks."""

import copy
import functools
from itertools import pairwise

import mpmath
import pytest

from symact.checking.recheck import recheck
from symact.checking.second_opinion import SecondOpinion
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.latex.values import claim as in_latex
from symact.sheets.plain import plain
from symact.sheets.text import lines

PI = mpmath.pi
ZEROS = {
    "sin(x)/x": {k * PI for k in range(-9, 10)} - {0},
    "(x**2 - 20)*sin(x)": {k * PI for k in range(-9, 10)} | {mpmath.sqrt(20), -mpmath.sqrt(20)},
    "exp(-abs(x))*cos(x)": {(k + mpmath.mpf(1) / 2) * PI for k in range(-10, 10)},
    "Piecewise((x*sin(x), x > 0), (x**3 - x, True))": {k * PI for k in range(10)} | {mpmath.mpf(-1)},
    "x*sin(x)*sin(2*x)**2/(1 + x**2)": {k * PI / 2 for k in range(-19, 20)},
}
"""Formula -> its zeros between -30 and 30, by hand: of each factor, and no others."""

OWN = {
    "sin(x)/x": mpmath.sinc,
    "(x**2 - 20)*sin(x)": lambda z: (z * z - 20) * mpmath.sin(z),
    "exp(-abs(x))*cos(x)": lambda z: mpmath.exp(-abs(z)) * mpmath.cos(z),
    "Piecewise((x*sin(x), x > 0), (x**3 - x, True))": lambda z: z * mpmath.sin(z) if z > 0 else z**3 - z,
    "x*sin(x)*sin(2*x)**2/(1 + x**2)": lambda z: z * mpmath.sin(z) * mpmath.sin(2 * z) ** 2 / (1 + z * z),
}


@functools.cache
def claim(formula, name):
    (fact,) = derive(definition(formula), name)
    assert fact.value is not None, fact.parts
    return fact.value


def number(found):
    if found.is_infinite:
        return mpmath.inf if found.exact > 0 else -mpmath.inf
    return mpmath.mpf(str(found.expression().evalf(25)))


def turns(each):
    """Yield by how much an entry is shifted, ten times at most to either side that it recurs to."""
    period = 0 if each.period is None else mpmath.mpf(str(each.period.evalf(25)))
    first, last = (0, 0) if each.period is None else {0: (-10, 10), 1: (0, 10), -1: (-10, 0)}[each.side]
    return [n * period for n in range(first, last + 1)]


@pytest.mark.parametrize("formula", ZEROS)
def test_all_zeros_and_no_others(formula):
    places = [number(each.where) + shift for each in claim(formula, "zeros") for shift in turns(each)]
    near = sorted(place for place in places if abs(place) < 30)
    assert len(near) == len(ZEROS[formula])
    assert all(abs(a - b) < 1e-12 for a, b in zip(near, sorted(ZEROS[formula]), strict=True))


@pytest.mark.parametrize("formula", ZEROS)
def test_the_sign_between_zeros(formula):
    places = sorted(ZEROS[formula])
    for low, high in pairwise(places):
        middle = (2 * low + high) / 3
        said = [
            each.says["sign"]
            for each in claim(formula, "sign")
            for shift in turns(each)
            if number(each.where.lower) + shift < middle < number(each.where.upper) + shift
        ]
        assert said == [mpmath.sign(OWN[formula](middle))]


def test_how_it_is_written():
    (fact,) = derive(definition("sin(x)/x"), "zeros")
    assert lines(plain(fact)) == ["x = -pi + n*(pi), n <= 0", "x = pi + n*(pi), n >= 0"]
    assert "k \\ge 0" in in_latex(fact)
    assert "k \\le 0" in in_latex(fact)


@functools.cache
def sheet(formula):
    subject = definition(formula)
    return documented(content(subject, [fact for name in ("zeros", "sign") for fact in derive(subject, name)]))


def test_what_is_written_is_replayed_and_what_is_altered_is_refuted():
    for formula in ("sin(x)/x", "(x**2 - 20)*sin(x)", "exp(-abs(x))*cos(x)"):
        own = sheet(formula)
        assert {o.property: o.verdict for o in recheck(copy.deepcopy(own)) if o.property in ("zeros", "sign")} == {
            "zeros": "replayed",
            "sign": "replayed",
        }
        for fact in own["facts"]:
            assert not SecondOpinion(own).objection(fact)
            for index in range(len(fact["value"])):
                altered = copy.deepcopy(fact)
                said = altered["value"][index]
                if "turns" in said:
                    said["turns"] = {"n >= 0": "n <= 0", "n <= 0": "n >= 0"}[said["turns"]]
                else:
                    altered["value"].pop(index)
                assert SecondOpinion({**own, "facts": [altered]}).objection(altered), altered["value"]
    filled = "Piecewise((1, Eq(x, 0)), (sin(x)/x, True))"
    (zeros,) = (copy.deepcopy(each) for each in sheet(filled)["facts"] if each["property"] == "zeros")
    # 0 would be one of them.
    del zeros["value"][0]["turns"]
    assert SecondOpinion({**sheet(filled), "facts": [zeros]}).objection(zeros)
