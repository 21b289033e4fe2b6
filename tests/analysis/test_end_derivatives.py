"""Smoothness where a piece is not analytic at its end: powers of |x| by hand, others by difference quotients."""

import mpmath
import pytest
import sympy
from sympy import Rational

from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.plain import written


def fact(formula, name, *declared):
    (found,) = derive(definition(formula, declared), name)
    return found


def order(formula):
    (branch,) = fact(formula, "smoothness").value
    assert branch["condition"] == sympy.true
    return branch["order"]


# |x|^s is C^floor(s), s no integer: its derivative of order n is a multiple of |x|^(s - n).
@pytest.mark.every(4)
@pytest.mark.parametrize("power", ["1/2", "3/2", "1/3", "5/3", "7/2", "13/4", "2/5"])
@pytest.mark.parametrize("factor", ["", "x*", "-3*x**2*"])
def test_powers_of_the_modulus(power, factor):
    whole = int(sympy.floor(Rational(power))) + (factor.count("x") and (2 if "**" in factor else 1))
    assert order(f"{factor}abs(x-1/3)**({power})".replace("x*", "(x-1/3)*").replace("x**2*", "(x-1/3)**2*")) == whole


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("cbrt(x)", 0),
        ("cbrt(x)*x", 1),
        ("cbrt(x)**2", 0),
        ("x**(1/3)", 0),
        ("x*sqrt(x)", 1),
        ("Piecewise((x**(5/2), x>0), (0, True))", 2),
        ("Piecewise((sqrt(x), x>0), (x, True))", 0),
        ("log(x)", "oo"),
        ("log(x/(1-x))", "oo"),
        ("1/x", -1),
        ("asin(sech(x))", 0),
        ("sqrt(x**2*(1+x**2))", 0),
        ("sqrt(1+x**4)*abs(x)**3", 2),
        ("exp(-sqrt(abs(x)))", 0),
    ],
)
def test_roots_and_ends_of_domains(formula, expected):
    assert order(formula) == expected


def test_one_sided_slopes_at_a_root_are_difference_quotients():
    (only,) = fact("asin(sech(x))", "breakpoints").value
    rows = {row["order"]: (row["left"], row["right"]) for row in only["one_sided"]}
    with mpmath.workdps(140):
        tiny = mpmath.mpf(10) ** -25
        for side, slope in zip((-1, 1), rows[1], strict=True):
            value = (mpmath.asin(mpmath.sech(tiny)) - mpmath.pi / 2) / (side * tiny)
            assert abs(value - mpmath.mpf(str(slope))) < 1e-20
    assert written(only["clarke"]) == ["-1", "1"]


def test_infinite_slopes_have_no_clarke_interval():
    (only,) = fact("cbrt(x)", "breakpoints").value
    assert only["clarke"] is None
    assert written(only["one_sided"])[1] == {"order": 1, "left": "oo", "right": "oo"}


@pytest.mark.parametrize("part", ["exp(-1/x**2)", "sin(x)/x - 1", "x*log(abs(x))", "abs(x)"])
def test_another_value_than_the_limit_has_no_clarke_interval(part):
    (only,) = fact(f"Piecewise(({part}, Ne(x, 0)), (1, True))", "breakpoints").value
    assert only["clarke"] is None


def test_a_clarke_interval_where_a_parameter_fills_the_hole():
    facts = derive(definition("Piecewise((exp(-1/x**2), Ne(x, 0)), (a, True))", ("a",)), "breakpoints")
    assert {str(f.scope): written(f.value[0]["clarke"]) for f in facts} == {"Ne(a, 0)": None, "Eq(a, 0)": ["0", "0"]}


def test_a_flat_function_is_not_given_a_finite_class():
    found = fact("Piecewise((exp(-1/x), x>0), (0, True))", "smoothness")
    assert found.value is None or found.value[0]["order"] in (None, "oo")
