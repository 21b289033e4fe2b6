"""Fixed points: places by findroot, slopes by differences, and what iteration does with nearby points."""

from itertools import pairwise

import mpmath
import pytest
import sympy
from sympy import Rational

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formula.parser import parse
from symact.formula.typed import definition
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import derive


def found(subject):
    (fact,) = derive(subject, "fixed_points")
    return fact.value


def number(text):
    return mpmath.mpf(str(parse(text).evalf(30)))


@pytest.mark.every(2)
@pytest.mark.parametrize("name", [n for n in DETAILED if n not in ("selu", "sine")])
def test_fixed_points_of_the_catalogue(name):
    bound = bind(catalogue.get(name))
    points = found(bound)
    if points is None:
        return
    value = sympy.lambdify(x, bound.expression, "mpmath")
    grid = [mpmath.mpf(k) / 64 + mpmath.mpf("1e-9") for k in range(-64 * 12, 64 * 12)]
    for entry in points:
        if "at" not in entry:
            low, high = (
                max(-9, min(9, number(entry[k]))) if "oo" not in entry[k] else mpmath.mpf(9) for k in ("from", "to")
            )
            assert value((low + high) / 2) == (low + high) / 2
            continue
        at = number(entry["at"])
        with mpmath.workdps(30):
            assert abs(value(at) - at) < 1e-14
    # No change of sign of f(x) - x that is not in the list.
    places = [number(e["at"]) for e in points if "at" in e]
    whole = [e for e in points if "from" in e]
    for a, b in pairwise(grid):
        if (value(a) - a) * (value(b) - b) < 0 and not whole:
            assert any(a - 1e-6 <= p <= b + 1e-6 for p in places), (a, b)


@pytest.mark.parametrize(
    "formula", ["tanh(2*x)", "1/(1 + exp(-5*x + 2))", "x**2 - 1/2", "2*x*(1 - x)", "exp(x)/4", "x**3"]
)
def test_iteration_goes_where_stability_says(formula):
    subject = definition(formula)
    points = found(subject)
    assert points
    value = sympy.lambdify(x, subject.expression, "mpmath")
    for entry in points:
        at = number(entry["at"])
        slope = mpmath.diff(value, at)
        assert abs(number(entry["slope"]) - slope) < 1e-12
        near = at + mpmath.mpf("1e-4")
        for _ in range(40):
            near = value(near)
            if abs(near - at) > 1e-2:
                break
        moved = abs(near - at)
        assert entry["stability"] == ("attracting" if moved < 1e-4 else "repelling")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x", [{"from": "-oo", "to": "oo"}]),
        ("relu(x)", [{"from": "0", "to": "oo", "has_from": True}]),
        ("x + 1", []),
        ("exp(x)", []),
        ("-x", [{"at": "0", "slope": "-1", "stability": "neutral"}]),
        ("sin(x)", [{"at": "0", "slope": "1", "stability": "neutral"}]),
        ("abs(x)/2", [{"at": "0", "slope": ["-1/2", "1/2"], "stability": "attracting"}]),
        ("3*abs(x)", [{"at": "0", "slope": ["-3", "3"], "stability": "repelling"}]),
        (
            "x**2",
            [{"at": "0", "slope": "0", "stability": "attracting"}, {"at": "1", "slope": "2", "stability": "repelling"}],
        ),
    ],
)
def test_by_hand(formula, expected):
    assert found(definition(formula)) == expected


def test_a_wave_meets_the_diagonal_outside_of_its_period():
    with mpmath.workdps(45):
        at = mpmath.findroot(lambda u: 4 * mpmath.sin(u) - u, 2.5)
        places = [number(entry["at"]) for entry in found(definition("4*sin(x)"))]
        assert all(abs(a - b) < 1e-25 for a, b in zip(places, (-at, 0, at), strict=True))


def test_fixed_points_are_written_by_plain_roots():
    facts = derive(definition("x**2/(x**2 + a)", ("a>0",)), "fixed_points")
    (below,) = (fact.value for fact in facts if str(fact.scope) == "a < 1/4")
    a = sympy.Symbol("a", positive=True)
    for entry in below:
        place, slope = (sympy.sympify(entry[key], {"a": a}) for key in ("at", "slope"))
        assert max(place.count_ops(), slope.count_ops()) <= 8
        for value in (Rational(1, 100), Rational(6, 25)):
            at = place.subs(a, value)
            assert sympy.simplify(at**2 / (at**2 + value) - at) == 0
            assert sympy.simplify(2 * value * at / (at**2 + value) ** 2 - slope.subs(a, value)) == 0
    assert [entry["stability"] for entry in below] == ["attracting", "repelling", "attracting"]
