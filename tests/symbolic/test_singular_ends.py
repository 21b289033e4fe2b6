"""Gaussian moments of functions without a power series at 0, against closed forms by mpmath's gamma and erf."""

import mpmath
import pytest
import sympy
from mpmath import euler, inf, log, mpf, pi, sqrt

import symact
from symact.analysis.values import Enclosed
from symact.definition.activation import x
from symact.errors import SymactError
from symact.properties import gaussian
from symact.symbolic.singular_ends import integral_beside

NAMES = ("gaussian_mean", "gaussian_second_moment", "gaussian_slope_second_moment")


@pytest.fixture(autouse=True)
def forty_digits():
    with mpmath.workdps(40):
        yield


def power(p):
    """Return E |Z|^p."""
    return 2 ** (p / mpf(2)) * mpmath.gamma((p + mpf(1)) / 2) / sqrt(pi)


def mean_log():
    return -(euler + log(2)) / 2


def mean_squared_log():
    return pi**2 / 8 + mean_log() ** 2


def by_root(f):
    """Return E f(sqrt(|Z|)), integrated over the root, in which f is smooth."""
    return mpmath.quad(lambda u: 4 * u * f(u) * mpmath.npdf(u * u), [0, 1, 2, 3, 4])


CASES = {
    "sqrt(abs(x))": lambda: (power(0.5), power(1), inf),
    "sign(x)*sqrt(abs(x))": lambda: (0, power(1), inf),
    "cbrt(x)": lambda: (0, power(mpf(2) / 3), inf),
    "relu(x)**(3/4)": lambda: (power(0.75) / 2, power(1.5) / 2, power(-0.5) * 9 / 32),
    "1/sqrt(abs(x))": lambda: (power(-0.5), inf, inf),
    # Each root takes half a power, so that more terms are needed.
    "1/(1 + sqrt(abs(x)))": lambda: (by_root(lambda u: 1 / (1 + u)), by_root(lambda u: (1 + u) ** -2), inf),
    "log(abs(x))": lambda: (mean_log(), mean_squared_log(), inf),
    "Piecewise((sin(x)/x, Ne(x, 0)), (7, True))": lambda: (sqrt(pi / 2) * mpmath.erf(1 / sqrt(2)), None, None),
    "Piecewise((1/cbrt(x), Ne(x, 0)), (7, True))": lambda: (0, power(-mpf(2) / 3), inf),
    # sin(Z)/Z is the integral of cos(s Z) for s from 0 to 1, whose mean is exp(-s^2/2).
    "sin(x)/x": lambda: (sqrt(pi / 2) * mpmath.erf(1 / sqrt(2)), None, None),
    # d/dx x*log|x| = 1 + log|x|.
    "x*log(abs(x))": lambda: (0, None, 1 + 2 * mean_log() + mean_squared_log()),
}


@pytest.mark.every(4)
@pytest.mark.parametrize("formula", CASES)
def test_moments_beside_a_singular_point(formula):
    facts = {fact.property: fact.value for fact in gaussian.derive(symact.define(formula))}
    for name, expected in zip(NAMES, CASES[formula](), strict=True):
        found = facts[name]
        if expected is None:
            assert isinstance(found, Enclosed)
            continue
        said = found.decimal if isinstance(found, Enclosed) else str(sympy.N(found, 40))
        value = mpf("inf" if said == "oo" else said)
        assert value == expected or mpmath.almosteq(value, expected, 1e-37, 1e-37)


def test_a_mean_without_a_value_is_not_claimed():
    mean, second, *_ = gaussian.derive(symact.define("1/x"))
    assert (mean.value, second.value) == (None, sympy.oo)


def test_infinity_is_claimed_of_what_keeps_a_sign_alone():
    for factor, expected in ((2 + sympy.sin(1 / x), "infinite"), (1 + 2 * sympy.sin(1 / x), "not integrable")):
        with pytest.raises(SymactError, match=expected):
            integral_beside(factor / x, sympy.S.Zero, 1)


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("place", [0, sympy.sqrt(2)])
def test_the_integral_beside_a_point(place, side):
    own = sympy.sqrt(x - place) if side > 0 else sympy.log(place - x) ** 2
    ball, start = integral_beside(own, sympy.sympify(place), side)
    at = mpf(str(sympy.N(place, 50)))

    def integrand(u):
        return (sqrt(u) if side > 0 else log(u) ** 2) * mpmath.npdf(at + side * u)

    exact = mpmath.quad(integrand, [0, mpf(1) / start])
    assert ball.rad() < 1e-40
    assert mpmath.almosteq(mpf(ball.mid().str(40, radius=False)), exact, 1e-30, 1e-30)
