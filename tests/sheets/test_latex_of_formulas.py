"""Formulas that are derived stand as people write them, and equal what was derived."""

import mpmath
import pytest
import sympy
from sympy import Eq, Ne, cos, erf, exp, pi, sin, sqrt

from symact.definition.activation import x
from symact.evidence import Fact, Gap
from symact.sheets.content import around_points
from symact.sheets.latex.notation import levelled, tex
from symact.sheets.latex.values import claim

SECOND_OF_SINC = (-pi * sin(pi * x) - 2 * cos(pi * x) / x + 2 * sin(pi * x) / (pi * x**2)) / x


@pytest.mark.parametrize(
    ("derived", "written"),
    [
        (SECOND_OF_SINC, -pi * sin(pi * x) / x - 2 * cos(pi * x) / x**2 + 2 * sin(pi * x) / (pi * x**3)),
        (sqrt(2) * (1 - x**2 / 2) * exp(x) / sqrt(pi), sqrt(2) * (2 - x**2) * exp(x) / (2 * sqrt(pi))),
        (-sqrt(2) * (-x + sqrt(2) * erf(x) / 2) / 4, sqrt(2) * x / 4 - erf(x) / 4),
        (x * (exp(1 / x) - 1), x * (exp(1 / x) - 1)),
    ],
)
def test_no_fraction_stands_in_the_numerator_of_another(derived, written):
    found = levelled(derived)
    assert found == written
    at = mpmath.mpf("0.7")
    assert mpmath.almosteq(*(sympy.lambdify(x, each, "mpmath")(at) for each in (found, derived)))


def test_a_formula_on_both_sides_of_a_point_stands_once():
    rows = [(sin(x), x < 0), (sin(x), x > 0), (sympy.S.One, Eq(x, 0))]
    assert around_points(rows) == [(sin(x), Ne(x, 0)), (sympy.S.One, Eq(x, 0))]
    assert around_points([rows[0], rows[2], rows[1]]) == around_points(rows)
    assert around_points([(sin(x), x < 0), (sin(x), x > 1)]) == [(sin(x), x < 0), (sin(x), x > 1)]
    assert around_points([(sin(x), x <= 0), (sin(x), x > 0)]) == [(sin(x), x <= 0), (sin(x), x > 0)]
    assert around_points([(sin(x), x < 0), (cos(x), x > 0)]) == [(sin(x), x < 0), (cos(x), x > 0)]


@pytest.mark.parametrize(
    ("reason", "written"),
    [
        ("`cos(pi*x)/x - x**2` has waves, beyond 4096", rf"${tex(cos(pi * x) / x - x**2)}$ has waves, beyond 4096"),
        ("the sign of `a*b`: it is open", "the sign of $a b$: it is open"),
        (
            "`n/2` of f(x), and/or one-sided (as said)",
            r"$\frac{n}{2}$ of f(x), and/\allowbreak{}or one-{}sided (as said)",
        ),
    ],
)
def test_the_formulas_of_a_reason_are_set(reason, written):
    fact = Fact("zeros", None, sympy.true, (Gap(reason),))
    assert claim(fact) == f"unknown: {written}"
