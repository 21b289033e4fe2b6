"""Functions of waves with holes or ends in every period: what is told of one period holds on many, by numbers."""

import functools
from itertools import pairwise

import pytest
import sympy
from mpmath import mp

from symact import properties
from symact.formula.typed import define
from symact.sheets.plain import plain

FORMULAS = {
    "tan(x)": mp.tan,
    "tan(x)**2": lambda t: mp.tan(t) ** 2,
    "1/sin(2*x)": lambda t: 1 / mp.sin(2 * t),
    "cos(x)/sin(x)": mp.cot,
    "sin(x)/(1+cos(x))": lambda t: mp.tan(t / 2),
    "sqrt(1+sin(x))": lambda t: mp.sqrt(1 + mp.sin(t)),
    "sqrt(sin(x))": lambda t: mp.sqrt(mp.sin(t)),
    "log(sin(3*x))": lambda t: mp.log(mp.sin(3 * t)),
    "log(1+cos(x))": lambda t: mp.log(1 + mp.cos(t)),
    "1/(1+sin(x))": lambda t: 1 / (1 + mp.sin(t)),
    "1/(2+sin(x))": lambda t: 1 / (2 + mp.sin(t)),
    "cos(x)/(2+sin(x)*cos(x))": lambda t: mp.cos(t) / (2 + mp.sin(t) * mp.cos(t)),
}
"""The formula, and f as mpmath has it; without a value where that is not real."""

POINTS = [mp.mpf(k) * 97 / 501 + mp.mpf(1) / 7 for k in range(-80, 81)]

SLOPE = {"increasing": 1, "decreasing": -1, "constant": 0}

BEND = {"convex": 1, "concave": -1, "affine": 0}


def at(formula, t):
    value = FORMULAS[formula](t)
    return value if mp.im(value) == 0 else None


@functools.cache
def told(formula):
    names = (
        "range",
        "zeros",
        "sign",
        "extrema",
        "critical_points",
        "monotonic_intervals",
        "convex_intervals",
        "period",
    )
    subject = define(formula)
    return {name: plain(properties.derive(subject, name)[0])["value"] for name in names}


@functools.cache
def number(text):
    return mp.mpf(str(sympy.N(sympy.sympify(text), 30)))


def holding(entries, t):
    """Return the entries that hold at a point, of those on intervals."""
    found = []
    for each in entries:
        if each["from"] == "-oo":
            return [each]
        low, high, period = (number(each[key]) for key in ("from", "to", "period"))
        if 0 < (t - low) - period * mp.floor((t - low) / period) < high - low:
            found.append(each)
    return found


@pytest.mark.every(5)
@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    ("name", "key", "words", "order"),
    [
        ("sign", "sign", {1: 1, -1: -1, 0: 0}, 0),
        ("monotonic_intervals", "direction", SLOPE, 1),
        ("convex_intervals", "kind", BEND, 2),
    ],
)
def test_each_interval_holds_in_all_periods(formula, name, key, words, order):
    for t in POINTS:
        if at(formula, t) is None:
            assert holding(told(formula)[name], t) == []
            continue
        value = mp.diff(FORMULAS[formula], t, order) if order else at(formula, t)
        if abs(value) > 1e-9:
            assert [words[each[key]] for each in holding(told(formula)[name], t)] == [mp.sign(mp.re(value))]


@pytest.mark.parametrize("formula", FORMULAS)
def test_zeros_and_extrema_are_all_there(formula):
    for name, order in (("zeros", 0), ("critical_points", 1)):
        places = [(number(each["at"]), number(each["period"])) for each in told(formula)[name]]
        for k in (-3, 0, 2):
            for place, period in places:
                t = place + k * period + (mp.mpf(10) ** -30 if order == 0 else 0)
                value = mp.diff(FORMULAS[formula], t, order) if order else FORMULAS[formula](t)
                assert abs(value) < 1e-6
        # Between two neighbouring inputs of opposite signs lies one of them, or a hole or kink.
        for a, b in pairwise(POINTS):
            if at(formula, a) is None or at(formula, b) is None:
                continue
            u, v = (mp.re(mp.diff(FORMULAS[formula], t, order) if order else at(formula, t)) for t in (a, b))
            inside = any(mp.floor((b - place) / period) > mp.floor((a - place) / period) for place, period in places)
            assert u * v > 0 or inside or max(abs(u), abs(v)) > 0.5
    for each in told(formula)["extrema"]:
        assert abs(FORMULAS[formula](number(each["at"])) - number(each["value"])) < 1e-6


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_range_is_filled(formula):
    found = told(formula)["range"]
    values = [v for t in POINTS if (v := at(formula, t)) is not None]
    low, high = (number(found[key]) if "oo" not in found[key] else None for key in ("lower", "upper"))
    assert all((low is None or v >= low - 1e-9) and (high is None or v <= high + 1e-9) for v in values)
    assert min(values) < (low + 0.2 if low is not None else -3)
    assert max(values) > (high - 0.2 if high is not None else 3)


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_period_is_the_least(formula):
    period = number(told(formula)["period"])
    values = [(t, at(formula, t)) for t in POINTS[:40]]
    for t, value in values:
        again = at(formula, t + period)
        assert (value is None) == (again is None)
        assert value is None or abs(value - again) < 1e-6 * max(1, abs(value))
    for part in (2, 3, 5):
        moved = [(value, at(formula, t + period / part)) for t, value in values]
        assert any((a is None) != (b is None) or (a is not None and abs(a - b) > 1e-3) for a, b in moved)
