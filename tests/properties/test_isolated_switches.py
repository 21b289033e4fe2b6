"""Formulas that switch where no closed form is known: facts and values against mpmath, and both checks of the sheet."""

import copy
import functools

import mpmath
import numpy as np
import pytest
import sympy

import symact
from symact import properties
from symact.checking.recheck import recheck
from symact.checking.second_opinion import SecondOpinion
from symact.formula.typed import define, definition
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.sheets.plain import plain
from symact.sheets.sheet import Sheet
from symact.sheets.text import lines

# Sheets that many of these tests share are derived once.
pytestmark = pytest.mark.xdist_group("isolated switches")

CLIPPED = "clip(gelu(x), -10, 10)"
SILU = "clip(silu(x), -5, 3)"
QUINTIC = "clip(x**5 + x, -10, 10)"
R = "RootIn(x**5 + x - 10, 1, 2)"


@functools.cache
def sheet(formula):
    return documented(content(definition(formula)))


def fact(formula, name):
    (found,) = [each for each in sheet(formula)["facts"] if each["property"] == name]
    return found


def quintic_root():
    with mpmath.workdps(50):
        return mpmath.findroot(lambda t: t**5 + t - 10, (1, 2), solver="anderson")


def test_the_clipped_gelu_of_the_issue():
    """f is gelu up to the root of gelu(x) = 10, 7.6e-23 above 10, and 10 beyond."""
    (switch,) = fact(CLIPPED, "breakpoints")["decimal"]
    assert switch["at"] == "10.00000000000000000000007619853024160526"  # mpmath.findroot
    assert fact(CLIPPED, "breakpoints")["value"][0]["one_sided"][0]["left"] == "10"
    found = fact(CLIPPED, "range")
    assert (found["value"]["upper"], found["value"]["upper_attained"]) == ("10", True)
    assert found["decimal"]["lower"].startswith("-0.16997120747990366169")  # gelu at the root of its slope, mpmath
    assert [fact(CLIPPED, name)["value"] for name in ("limit_neg_inf", "limit_pos_inf", "continuous")] == [
        "0",
        "10",
        True,
    ]
    assert {f["property"] for f in sheet(CLIPPED)["facts"] if f["status"] == "unknown"} == set()


def test_a_clipped_silu():
    """The equation of the root has a denominator."""
    with mpmath.workdps(50):
        expected = mpmath.findroot(lambda t: t / (1 + mpmath.exp(-t)) - 3, (3, 4), solver="anderson")
        (switch,) = fact(SILU, "breakpoints")["decimal"]
        assert switch["at"] == mpmath.nstr(expected, 40)
    assert fact(SILU, "breakpoints")["value"][0]["one_sided"][0] == {"order": 0, "left": "3", "right": "3"}
    assert (fact(SILU, "continuous")["value"], fact(SILU, "range")["value"]["upper"]) == (True, "3")
    assert not [f for f in sheet(SILU)["facts"] if f["status"] == "unknown"]


def test_mirrored_switches():
    assert fact(QUINTIC, "parity")["value"] == "odd"
    assert [each["at"] for each in fact(QUINTIC, "breakpoints")["value"]] == [f"-{R}", R]
    assert fact(QUINTIC, "range")["value"] == {
        "lower": "-10", "lower_attained": True, "upper": "10", "upper_attained": True,
    }  # fmt: skip
    assert float(sympy.Float(fact(QUINTIC, "lipschitz")["decimal"])) == pytest.approx(
        float(1 + 5 * quintic_root() ** 4)
    )
    assert fact(QUINTIC, "gaussian_mean")["value"] == "0"


def test_values_beside_a_switch_are_correctly_rounded():
    place = np.float64(quintic_root())
    inputs = np.array([place, np.nextafter(place, 0), np.nextafter(place, 2), -place, 1.5, 3.0])
    got = symact.values(define(QUINTIC, name="quintic"), inputs)
    with mpmath.workdps(60):
        expected = [float(min(mpmath.mpf(10), max(mpmath.mpf(-10), mpmath.mpf(float(t)) ** 5 + t))) for t in inputs]
    assert got.tolist() == expected


@pytest.mark.exhaustive
@pytest.mark.parametrize("formula", [CLIPPED, SILU, QUINTIC, "abs(exp(x) + x)", "max(tanh(x), x**3 - 1)"])
def test_the_sheet_withstands_both_checks(formula):
    outcomes = list(recheck(copy.deepcopy(sheet(formula))))
    assert {o.property: o.reason for o in outcomes if o.verdict == "refuted"} == {}


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_the_numbers_object_to_nothing(every):
    second = SecondOpinion(sheet(QUINTIC))
    assert sum(second.objection(f) == "" for f in sheet(QUINTIC)["facts"][::every]) >= 45 // every


@pytest.mark.parametrize(
    ("formula", "name", "old", "new"),
    [
        (QUINTIC, "dead_region", R, "RootIn(x**5 + x - 8, 1, 2)"),
        (QUINTIC, "breakpoints", R, "RootIn(x**5 + x - 11, 1, 2)"),
        (QUINTIC, "lipschitz", "5*", "4*"),
        (QUINTIC, "convex_intervals", R, "RootIn(x**5 + x - 11, 1, 2)"),
    ],
)
def test_a_tampered_root_is_refuted_by_numbers_alone(formula, name, old, new):
    own = fact(formula, name)
    wrong = {**own, "value": _replaced(own["value"], old, new)}
    assert wrong["value"] != own["value"]
    second = SecondOpinion({**sheet(formula), "facts": [wrong]})
    assert second.objection(wrong)


def _replaced(value, old, new):
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, old, new) for key, each in value.items()}
    return value.replace(old, new) if isinstance(value, str) else value


def test_a_printed_sheet_names_the_root():
    text = str(Sheet(definition(QUINTIC)))
    assert "RootIn" not in text
    assert "r = 1.533012798646983..., the root of x**5 + x - 10 = 0 between 1 and 2" in " ".join(text.split())
    assert "1 + 5*r**4" in text


def test_a_root_is_told_in_words():
    activation = definition("relu(x**5 + x - 10)")
    (found,) = properties.derive(activation, "zeros")
    assert lines(plain(found)) == ["(-oo, (the zero of x**5 + x - 10 in (1, 2))]"]
    assert r"\text{the zero of } x^{5} + x - 10 \text{ in } (1, 2)" in sympy.latex(activation.expression)


@pytest.mark.exhaustive
def test_a_limit_that_may_vanish_by_the_equation_is_no_jump():
    """What is not decided is unknown: f is continuous, with the slope 2.7224 at most."""
    own = definition("tanh(relu(x**3 + 2*x - 1))")
    assert all(found.value is not False for found in properties.derive(own, "continuous"))
    assert all(str(plain(found)["value"]) != "oo" for found in properties.derive(own, "lipschitz"))
