"""Bounds on half lines: terms and O-terms against mpmath far out, signs against points, gaps where no claim holds."""

import itertools

import mpmath
import pytest
import sympy
from flint import arb
from sympy import Rational, S, Symbol, cos, erf, erfc, exp, log, sin, sqrt, tanh

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import LENGTH, BoundedArithmetic, BoundedSeries, Tail, ball, sign, tail_sign
from symact.symbolic.transseries import UNIT, Monomial, PrecisionError, Series
from tests.helpers.sample import DETAILED

t = Symbol("t", positive=True)
FAR = [4, Rational(17, 4), 5, 8, 13, 40, 200, 3000]


def number(expression, at, digits=60):
    """Evaluate with mpmath, with so many digits that cancellation does not matter."""
    with mpmath.workdps(digits + 1500):
        return sympy.lambdify(t, expression, "mpmath")(mpmath.mpf(at.p) / at.q if at.is_Rational else mpmath.mpf(at))


SERIES = [
    exp(-t) * t**2,
    1 / (1 + exp(-t)),
    tanh(t),
    log(1 + exp(t)),
    t * tanh(log(1 + exp(t))),
    sqrt(1 + t**2),
    (1 + 1 / t) ** Rational(3, 2),
    1 / (t - 1),
    erf(t),
    erfc(t / 2) * exp(t**2 / 4),
    log(t) / (t + log(t)),
    exp(1 / t),
    t**2 / (1 + t) - t,
    (t**2 + 1) / (t**3 - 2),
    t**2 * exp(-exp(t)),
    t * tanh(exp(t)),
    1 - exp(-exp(t / 2) / t),
    exp(t) * (4 + exp(t)) * exp(-exp(t) + exp(t) / t**3),
    pytest.param(erf(exp(t) - t), marks=pytest.mark.exhaustive),
]


@pytest.mark.every(3)
@pytest.mark.parametrize("expression", SERIES, ids=str)
@pytest.mark.parametrize("start", [4, 16])
def test_terms_and_rest_enclose_the_function(expression, start):
    try:
        found = Expansion(t, BoundedArithmetic(LENGTH, start)).series(expression)
    except PrecisionError:
        assert start == 4  # no claim is made; from 16 on all of them are covered
        return
    for at in map(sympy.sympify, FAR):
        if at < start:
            continue
        with mpmath.workdps(1500):
            kept = sum((number(c * m.expression(t), at) for c, m in found.terms), mpmath.mpf(0))
            error = abs(number(expression, at) - kept)
            allowed = mpmath.mpf(0)
            if found.rest is not None:
                bound = found.bound.upper()
                allowed = mpmath.mpf(bound.str(30, radius=False)) * (1 + mpmath.mpf(10) ** -25)
                allowed *= number(found.rest.expression(t), at)
            assert error <= allowed + mpmath.mpf(10) ** -1400, (at, str(found))


GROWING = Monomial(exponent=((S.One, S.One),))


@pytest.mark.every(2)
@pytest.mark.parametrize(
    "monomial",
    [
        UNIT,
        Monomial(S(-1)),
        Monomial(S(-2), S(3)),
        Monomial(S.Zero, S(-1)),
        Monomial(S(5), S.Zero, ((S.One, S(-2)),)),
        Monomial(S(-1), S(2), ((S(2), Rational(-1, 2)), (S.One, S(3)))),
        Monomial(S(2), S.One, ((Rational(1, 2), S(-7)),)),
        Monomial(S(3), S.One, ((S.One, S(5)),), ((GROWING, S(-1)),)),
        Monomial(S(-1), S(-2), ((S.One, S(5)),), ((GROWING, S(-1)),)),
        Monomial(towers=((Monomial(S(-2), S.Zero, ((S.One, S.One), (Rational(1, 2), S(-1)))), S(-3)),)),
        Monomial(towers=((GROWING**2, Rational(-1, 100)), (GROWING, S(5)))),
        Monomial(S(9), towers=((Monomial(S.Zero, S(-2)) * GROWING**3, S(-1)), (Monomial(S(4)) * GROWING, S(-2)))),
    ],
    ids=str,
)
def test_peak_bounds_a_monomial_beyond_its_start(monomial):
    for start in (4, 8, 64):
        try:
            peak = BoundedArithmetic(LENGTH, start).peak(monomial)
        except PrecisionError:
            continue
        value = monomial.expression(t)
        largest = max(number(value, S(start) + Rational(k, 3)) for k in range(40))
        assert largest <= mpmath.mpf(peak.str(30, radius=False)) * (1 + mpmath.mpf(10) ** -12)
        # It is the value at the start, not only some bound.
        assert mpmath.almosteq(number(value, S(start)), mpmath.mpf(peak.str(30, radius=False)), 1e-12)


@pytest.mark.parametrize(
    "monomial",
    [
        Monomial(S.One),
        Monomial(S.Zero, S.One),
        Monomial(S(9), S.Zero, ((S.One, S(-2)),)),
        Monomial(S(-1), S(9)),
        Monomial(towers=((GROWING**2, Rational(-1, 100)), (GROWING, S(5)))),
        Monomial(S(-1), towers=((GROWING, S.One),)),
        Monomial(exponent=((S.One, S(60)),), towers=((GROWING, S(-1)),)),
    ],
    ids=str,
)
def test_a_monomial_that_still_rises_has_no_peak(monomial):
    # x**9 exp(-2 x) falls from 9/2 on, x**-1 log(x)**9 from e**9 on, exp(-exp(2 x)/100 + 5 exp(x)) from log(250) on.
    with pytest.raises(PrecisionError, match="not known to fall"):
        BoundedArithmetic(LENGTH, 4).peak(monomial)


def test_multiplication_takes_every_rest_with_it():
    one = Monomial(S(-1))
    a = BoundedSeries(((S(2), UNIT),), one, arb(3))
    b = BoundedSeries(((S(-5), UNIT),), one, arb("0.5"))
    product = BoundedArithmetic(LENGTH, 4).multiply(a, b)
    assert product.terms == ((S(-10), UNIT),)
    # 2*0.5 + 5*3 + 3*0.5/t at t = 4.
    assert product.rest == one
    assert abs(float(product.bound) - (1 + 15 + 1.5 / 4)) < 1e-9


def test_a_factor_and_a_quotient_take_the_rest_with_them():
    do, inverse = BoundedArithmetic(LENGTH, 4), Monomial(S(-1))
    value = BoundedSeries(((S(2), Monomial(S.One)),), UNIT, arb(3))
    assert abs(float(do.scale(S(-5), value).bound) - 15) < 1e-9
    coefficient, monomial, rest = do.relative(value)
    assert (coefficient, monomial, rest.rest) == (2, Monomial(S.One), inverse)
    assert abs(float(rest.bound) - 1.5) < 1e-9  # 2 t + 3 = 2 t (1 + 1.5/t)


def test_positive_on_the_whole_half_line_or_refused():
    value = BoundedSeries(((S(1), UNIT), (S(-5), Monomial(S(-1)))))
    BoundedArithmetic(LENGTH, 8).require_positive(value)
    with pytest.raises(PrecisionError, match="not known to be positive for `t >= 4`"):
        BoundedArithmetic(LENGTH, 4).require_positive(value)


def test_sign_needs_the_leading_term_to_outweigh_the_others():
    do = BoundedArithmetic(LENGTH, 4)
    inverse = Monomial(S(-1))
    assert sign(BoundedSeries(((S(1), UNIT), (S(-3), inverse))), do) == 1
    assert sign(BoundedSeries(((S(1), UNIT), (S(-5), inverse))), do) is None
    assert sign(BoundedSeries(((S(-1), UNIT),), inverse, arb(3)), do) == -1
    assert sign(BoundedSeries(((S(-1), UNIT),), inverse, arb(5)), do) is None
    assert sign(BoundedSeries(), do) == 0
    assert sign(BoundedSeries((), inverse, arb(1)), do) is None


@pytest.mark.every(3)
@pytest.mark.parametrize("name", [name for name in DETAILED if name != "selu"])
def test_signs_of_the_catalogue_hold_at_points(name):
    bound = bind(catalogue.get(name))
    for order, side in itertools.product((0, 1, 2), (-1, 1)):
        own = sympy.diff(bound.pieces[0 if side < 0 else -1].expression, x, order)
        found = tail_sign(own, x, side)
        if isinstance(found, str):
            assert own.has(sin, cos)
            continue
        for offset in (0, Rational(1, 3), 1, 7, 20):
            value = number(own.subs(x, side * t), S(found.start) + offset)
            assert mpmath.sign(value) == found.sign, (order, side, offset)


@pytest.mark.parametrize(
    ("expression", "side", "expected"),
    [
        (x**3 - 3000, 1, Tail(16, 1)),  # the zero is at 14.4
        (x**3 - 3000, -1, Tail(16, -1)),  # the leading term outweighs 3000 from 14.4 on
        (exp(-x) * (x - 100), 1, Tail(256, 1)),
        (exp(-(x**2)) - exp(-x), 1, Tail(4, -1)),
        (sqrt(x**2 + 1) - x, 1, Tail(4, 1)),
        (sqrt(x**2 + 1) + x, -1, Tail(4, 1)),
        (tanh(x) - 1, 1, Tail(4, -1)),
        (x - x, 1, Tail(4, 0)),
        (exp(-exp(x)) * (x - 100), 1, Tail(256, 1)),
        (x * exp(-exp(-x)), -1, Tail(4, -1)),
        (exp(-exp(x)) - exp(-(x**2)), 1, Tail(4, -1)),
    ],
)
def test_where_a_known_sign_begins(expression, side, expected):
    assert tail_sign(sympy.sympify(expression), x, side) == expected


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (sin(x), "sin"),
        (x - 5000, "does not outweigh"),
        (1 - tanh(x) - 2 / (exp(2 * x) + 1), "does not outweigh"),
        (Symbol("w", real=True) * x, "the sign of `w` is open"),
        (sympy.gamma(x), "gamma"),
    ],
)
def test_what_is_not_shown_is_said(expression, words):
    found = tail_sign(expression, x, 1)
    assert isinstance(found, str)
    assert words in found


def test_no_half_line_no_claim():
    assert tail_sign(x, x, 1, ()) == "no half line was tried"


def test_balls_of_constants_contain_them():
    for constant in (sympy.pi, exp(-3), sqrt(2) - 1, erf(Rational(1, 3)), Rational(1, 3)):
        digits = mpmath.mpf(str(constant.evalf(60)))
        found = ball(constant)
        middle, radius = (mpmath.mpf(each.str(50, radius=False)) for each in (found.mid(), found.rad()))
        assert abs(middle - digits) <= radius + mpmath.mpf(10) ** -45
        assert radius < 1e-30


def test_bounds_are_asked_of_bounded_series_only():
    with pytest.raises(SymactError, match="no bound is known"):
        BoundedArithmetic(LENGTH, 4).size(Series((), UNIT))
