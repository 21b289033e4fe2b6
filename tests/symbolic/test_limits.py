"""Limits against mpmath at large arguments, and what must stay unknown."""

import functools

import mpmath
import pytest
import sympy
from sympy import Rational, Symbol, atan, cos, erf, erfc, exp, log, oo, pi, sin, sqrt, tanh

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.derivatives import differentiate
from symact.evidence import Gap, Proof
from symact.symbolic.limits import _without_limit, limit
from symact.symbolic.transseries import UNIT, Arithmetic, Monomial, Series, dominance, make
from tests.helpers.sample import DETAILED

alpha = Symbol("alpha", positive=True)
w = Symbol("w", real=True)

ALL = [(name, order, side) for name in DETAILED for order in range(3) for side in (-1, 1)]


@functools.cache
def outer_piece(name, order, side):
    pieces = differentiate(bind(catalogue.get(name)).pieces, x, order)
    return pieces[0 if side < 0 else -1].expression


def sampled(expression, points):
    """Return values by mpmath, 60 digits."""
    function = sympy.lambdify(x, expression, "mpmath")
    with mpmath.workdps(60):
        return [function(mpmath.mpf(p)) for p in points]


def checked_approach(expression, value, points):
    """Return the signs of f - limit at the points, with the precision that each needs."""
    function = sympy.lambdify(x, expression - value, "mpmath")
    signs = set()
    for point in points:
        digits = 100 + int(2 * point * point) if expression.has(erf, tanh) else 100 + 40 * abs(point)
        with mpmath.workdps(digits):
            signs.add(int(mpmath.sign(function(mpmath.mpf(point)))))
    return signs


@pytest.mark.every(5)
@pytest.mark.parametrize(("name", "order", "side"), ALL)
def test_catalogue(name, order, side):
    expression = outer_piece(name, order, side)
    found = limit(expression, x, side)
    assert isinstance(found.evidence, Proof), found.evidence
    assert found.open_sign is None
    if name == "sine":
        assert found.value is None
        assert found.exists is False
        values = sampled(expression, [5000 + k / 10 for k in range(30)])
        assert max(values) > 0.9 > -0.9 > min(values)
        return
    assert found.exists is True
    far = [side * p for p in (50, 500, 5000)]
    values = sampled(expression, far)
    if found.value in (oo, -oo):
        sign = 1 if found.value is oo else -1
        assert all(sign * v > 0 for v in values)
        assert sign * values[0] < sign * values[1] < sign * values[2]
        return
    with mpmath.workdps(60):
        target = mpmath.mpf(sympy.N(found.value, 60))
        assert abs(values[2] - target) < mpmath.mpf("1e-3")
        assert abs(values[2] - target) <= abs(values[0] - target) + mpmath.mpf("1e-50")
    assert found.approach is not None
    # tanh of a cubic needs e^(-x^3): its sign is checked nearer.
    near = [side * p for p in ((6, 9) if name in ("gelu", "gelu_tanh") else (20, 50))]
    assert checked_approach(expression, found.value, near) == {found.approach}


@pytest.mark.parametrize(
    ("expression", "side", "value", "approach"),
    [
        (1 + erf(x), -1, 0, 1),
        (x + sqrt(x**2 + 4), -1, 0, 1),
        (x - sqrt(x**2 + alpha), 1, 0, -1),
        (log(1 + exp(x)) - x, 1, 0, 1),
        (log(1 + exp(x)) - x - exp(-x), 1, 0, -1),
        (x * (sqrt(x**2 + 1) - x), 1, Rational(1, 2), -1),
        ((1 + 1 / x) ** Rational(1, 3), 1, 1, 1),
        (exp(x) * (1 - tanh(x / 2)), 1, 2, -1),
        (atan(x), 1, pi / 2, -1),
        (atan(x), -1, -pi / 2, 1),
        (x * atan(1 / x), 1, 1, -1),
        (erfc(x) * x * exp(x**2), 1, 1 / sqrt(pi), -1),
        (x**4 * (sqrt(pi) * x * exp(x**2) * erfc(x) - 1 + 1 / (2 * x**2)), 1, Rational(3, 4), -1),
        (sin(x) / x, 1, 0, None),
        (x * (2 + sin(x)), -1, -oo, None),
        (sin(x) ** 2 / x, 1, 0, None),
        (exp(-x) * sin(x) ** 2, 1, 0, None),
        (cos(1 / x), 1, 1, -1),
        (x + sin(x), 1, oo, None),
        (log(x) - log(2 * x), 1, -log(2), 0),
        (exp(log(x) / 2) / sqrt(x), 1, 1, 0),
        (exp(2 * x) - exp(x) * (exp(x) + x), 1, -oo, None),
        (tanh(1 / x), -1, 0, -1),
        (alpha * (exp(x / alpha) - 1), -1, -alpha, 1),
        (x * exp(-exp(-x)), -1, 0, -1),
        ((1 + exp(-x)) ** (-alpha), 1, 1, -1),
        ((1 + exp(-x)) ** (-alpha), -1, 0, 1),
        ((1 + exp(x)) ** alpha * exp(-alpha * x), 1, 1, 1),
        ((1 + 1 / x) ** pi, 1, 1, 1),
        (x * tanh(exp(x)) - x, 1, 0, -1),
        (exp(-exp(x)) * exp(exp(x) - x), 1, 0, 1),
        (log(1 + exp(exp(x))) - exp(x), 1, 0, 1),
        (exp(x) * (1 - exp(-exp(-x))), 1, 1, -1),
        (x**9 * exp(9 * x) * exp(-exp(alpha * x)), 1, 0, 1),
        ((1 + x) ** alpha, 1, oo, None),
        ((1 + 1 / x) ** alpha, 1, 1, 1),
        (x**-alpha * log(x) ** 5, 1, 0, 1),
        (x**alpha - x ** (alpha / 2), 1, oo, None),
        (x ** (1 - alpha) * (x + 1) ** alpha - x, 1, alpha, None),
        ((2 * x) ** alpha / (x**alpha + 1), 1, 2**alpha, -1),
        (x ** sqrt(2) - x ** Rational(7, 5), 1, oo, None),
        (x**alpha * exp(-x), 1, 0, 1),
    ],
)
def test_known_limits(expression, side, value, approach):
    found = limit(expression, x, side)
    assert isinstance(found.evidence, Proof), found.evidence
    assert sympy.simplify(found.value - value) == 0 if value not in (oo, -oo) else found.value == value
    assert found.approach == approach
    assert found.exists is True


def test_a_sign_left_open_is_returned():
    found = limit(w * x, x, -1)
    assert found.value is None
    assert found.open_sign in (w, -w)
    assert isinstance(found.evidence, Gap)


def test_exponents_that_are_equal_and_look_different_are_no_two_terms():
    # sqrt(2 + sqrt(3)) = (sqrt(6) + sqrt(2))/2: as two terms they would not cancel, and the one would lead.
    found = limit(x ** sqrt(2 + sqrt(3)) - x ** ((sqrt(6) + sqrt(2)) / 2) + x, x, 1)
    assert isinstance(found.evidence, Gap)
    assert "another form" in found.evidence.reason


@pytest.mark.parametrize("side", [-1, 1])
def test_what_vanishes_whatever_a_sign_is_tends_to_0(side):
    found = limit(w * exp(-(x**2)), x, side)
    assert (found.value, found.exists, found.approach, found.open_sign) == (0, True, None, None)
    assert isinstance(found.evidence, Proof)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (sympy.gamma(x), "no series at infinity is known for `gamma"),
        (exp(x * log(x)), "beyond exp of powers"),
        ((1 + x) ** w, "the sign of `w` is open"),
        (x**alpha - x ** (2 * w), "open"),
        ((1 - exp(x)) ** alpha, "eventually negative"),
        (log(-exp(x)), "eventually negative"),
        (log(sin(x) + sin(sqrt(2) * x) + 3), "only `O(1)`"),
        (exp(w * x + alpha * w**2 * x - w * alpha * x), "open"),
        (sin(x) * cos(sqrt(2) * x) + sin(x), "only `O(1)`"),
    ],
)
def test_gaps_are_named(expression, reason):
    found = limit(expression, x, 1)
    assert isinstance(found.evidence, Gap)
    assert reason in found.evidence.reason
    assert found.value is None
    assert found.exists is None


@pytest.mark.parametrize(
    "expression",
    [
        *(sin(x), 2 + cos(3 * x), x * sin(x), sin(x) + 1 / x, (1 + exp(-x)) * cos(x**2)),
        *(x * sin(x) ** 2, x + x * cos(x), tanh(x) * sin(2 * x), x**2 * (1 + sin(3 * x + 1)), sqrt(x) * cos(x) ** 3),
    ],
)
def test_oscillation_is_proved(expression):
    assert limit(expression, x, 1).exists is False


@pytest.mark.parametrize("expression", [exp(-x) * sin(x), sin(1 / x), x**2 + x * sin(x)])
def test_what_only_seems_to_oscillate_has_a_limit(expression):
    assert limit(expression, x, 1).exists is True


def test_a_vanishing_wave_is_no_oscillation():
    t = Symbol("t", positive=True)
    assert _without_limit(exp(-t) * sin(t), t, ()) is None
    assert _without_limit(t**2 + t * sin(t), t, ()) is None
    assert _without_limit(sin(1 / t), t, ()) is None


def test_cut_terms_go_into_the_rest():
    t = [(sympy.Integer(1), Monomial(sympy.Integer(-k))) for k in range(6)]
    cut = make(t, None, 4)
    assert len(cut.terms) == 4
    assert cut.rest == Monomial(sympy.Integer(-4))
    product = Arithmetic(4).multiply(cut, Series(((sympy.Integer(1), Monomial(sympy.Integer(2))),)))
    assert product.rest == Monomial(sympy.Integer(-2))


def test_dominance():
    x_ = Monomial(sympy.Integer(1))
    grows = Monomial(exponent=((sympy.Integer(1), sympy.Rational(1, 100)),))
    logs = Monomial(logs=sympy.Integer(5))
    assert [dominance(grows, x_**100), dominance(x_ ** Rational(1, 9), logs), dominance(logs, UNIT)] == [1, 1, 1]
    assert dominance(UNIT, UNIT) == 0
