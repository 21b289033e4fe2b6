"""Extreme values of functions that oscillate far out and decay: by mpmath, and never where the greatest lie far out."""

import mpmath
import pytest
from sympy import cos, erf, exp, lambdify, log, oo, pi, sin, sqrt, tanh

from symact.definition.activation import x
from symact.formula.typed import definition
from symact.properties import derive
from symact.symbolic.limits import limit
from symact.symbolic.tail_band import tail_band

CASES = {
    "sin(x)/x": mpmath.sinc,
    "exp(-x**2/2)*cos(5*x)": lambda z: mpmath.exp(-z * z / 2) * mpmath.cos(5 * z),
    "exp(-abs(x))*sin(x)": lambda z: mpmath.exp(-abs(z)) * mpmath.sin(z),
    "2 + sin(x)/(1 + x**2)": lambda z: 2 + mpmath.sin(z) / (1 + z * z),
    "sin(x)/3 + exp(-x**2)*cos(4*x)": lambda z: mpmath.sin(z) / 3 + mpmath.exp(-z * z) * mpmath.cos(4 * z),
}


def scanned(f, pick):
    """Return an extreme value of a function by grids, each about the best point of the one before; 0 is not on them."""
    best, width = mpmath.mpf("1e-9"), mpmath.mpf(12)
    for _ in range(5):
        best = pick((best + width * k / 300 for k in range(-300, 301)), key=f)
        width /= 100
    return f(best)


def claimed(formula, name):
    """Return the ends, or the value, that a sheet states, as text."""
    (fact,) = derive(definition(formula), name)
    value = fact.value
    ends = (value.lower, value.upper) if name == "range" else (value,)
    return [each.decimal() for each in ends]


@pytest.mark.every(3)
@pytest.mark.parametrize("formula", CASES)
def test_extreme_values(formula):
    f = CASES[formula]
    expected = [scanned(f, min), scanned(f, max)]
    assert all(map(near, claimed(formula, "range"), expected))
    for name, order in (("lipschitz", 1), ("curvature_bound", 2)):
        modulus = scanned(lambda z, k=order: abs(mpmath.diff(f, z, k)), max)
        assert near(*claimed(formula, name), modulus)


def near(said, expected):
    return mpmath.almosteq(mpmath.mpf(said), expected, 1e-6, 1e-6)


# The greatest values lie beyond the half lines on which a bound is tried, or are not reached at all.
@pytest.mark.parametrize(
    "formula",
    [
        "x*sin(x)/(x**2 + 10000)",
        "sin(x)*x**2/(1 + x**2)",
        pytest.param("exp(-(x - 100)**2)*sin(5*x) + sin(x)/(1 + x**2)", marks=pytest.mark.exhaustive),
    ],
)
def test_no_extreme_value_is_claimed_where_larger_ones_may_follow(formula):
    for name in ("range", "sup_abs"):
        assert [fact.value for fact in derive(definition(formula), name)] == [None]


def test_a_band_holds_all_values():
    bounded = (tanh(2 * sin(x)), exp(sin(x) + cos(x)), 1 / (3 + sin(x)), log(2 + sin(x)), sqrt(3 + sin(x)) + 1 / x)
    for expression in (sin(x) / x, 3 + cos(pi * x) / x**2, exp(-x) * sin(x) * x, sin(x) / 2, *bounded):
        for side, start in ((1, 4), (-1, 16)):
            band = tail_band(expression, x, side, start)
            if band is None:
                assert expression == exp(-x) * sin(x) * x
                continue
            centre, radius = (mpmath.mpf(str(each.evalf(25))) for each in (band.centre, band.radius))
            value = lambdify(x, expression, "mpmath")
            with mpmath.workdps(25):
                for k in range(400):
                    assert abs(value(side * (start + mpmath.mpf(k) / 16)) - centre) <= radius
    assert tail_band(x * sin(x), x, 1, 64) is None


# By hand: the zeros of each factor, no point twice, as (place, period).
ZEROS = {
    "x*cos(x)": {("0", None), ("pi/2", "2*pi"), ("3*pi/2", "2*pi")},
    "x*sin(x)": {("0", "2*pi"), ("pi", "2*pi")},
    "(x**2 - 2)*sin(pi*x)": {("-sqrt(2)", None), ("sqrt(2)", None), ("0", "2"), ("1", "2")},
    "exp(-x**2)*(cos(x) - 1)": {("0", "2*pi")},
    "x + x*sin(x)": {("0", None), ("3*pi/2", "2*pi")},
    "cos(x)/x": {("pi/2", "2*pi"), ("3*pi/2", "2*pi")},
}


@pytest.mark.parametrize("formula", ZEROS)
def test_zeros_of_a_product_are_those_of_its_factors(formula):
    (fact,) = derive(definition(formula), "zeros")
    found = {(each.where.text(), None if each.period is None else str(each.period)) for each in fact.value}
    assert found == ZEROS[formula]


# By hand: f(x) - x = x*(cos(x) - 1) and so on; where the factor has a slope, that of f is another one each time.
FIXED = {
    "x*cos(x)": {("0", "2*pi", "1", "neutral")},
    "x*(2 + sin(x))": {("0", None, "2", "repelling"), ("3*pi/2", "2*pi", "1", "neutral")},
    "x*sin(x)": {("0", None, "0", "attracting"), ("pi/2", "2*pi", "1", "neutral")},
    "x + (1 + x**2)*(1 - cos(x))": {("0", "2*pi", "1", "neutral")},
    "x + x*sin(x)": None,
    "x + x*(x - pi)*sin(x)": None,
}


@pytest.mark.parametrize("formula", FIXED)
def test_fixed_points_that_recur(formula):
    (fact,) = derive(definition(formula), "fixed_points")
    told = {
        (e.where.text(), None if e.period is None else str(e.period), e.says["slope"].text(), e.says["stability"])
        for e in fact.value or ()
    }
    assert told == (FIXED[formula] or set())
    assert (fact.value is None) is (FIXED[formula] is None)


@pytest.mark.parametrize("formula", ["x*cos(x) + 1", "x*cos(x)*cos(x**2)", "max(x, 0)*cos(x)"])
def test_zeros_that_do_not_recur_are_not_listed(formula):
    assert [fact.value for fact in derive(definition(formula), "zeros")] == [None]


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", ["tanh(sin(x))", "log(2 + sin(x))"])
def test_a_function_of_a_wave_has_moments_and_signs(formula):
    def f(z):
        return mpmath.tanh(mpmath.sin(z)) if "tanh" in formula else mpmath.log(2 + mpmath.sin(z))

    mean = mpmath.quad(lambda z: f(z) * mpmath.npdf(z), range(-12, 13, 2))
    (fact,) = derive(definition(formula), "gaussian_mean")
    assert near("0" if fact.value == 0 else fact.value.decimal, mean)
    assert [each.value for each in derive(definition(formula), "parity")] == ["odd" if "tanh" in formula else "neither"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (exp(-x) * tanh(sin(3 * x)), 0),
        (erf(cos(x)) / x + 2, 2),
        (exp(x + sin(x) / 2), oo),
        (x / (4 + cos(x)), oo),
        (-x * (1 + sin(x) / 10) + log(x), -oo),
        (x * (1 + 2 * sin(x)), None),
        (2 + tanh(sin(x)), None),
    ],
)
def test_limits_of_bounded_factors(expression, expected):
    assert limit(expression, x, 1).value == expected
