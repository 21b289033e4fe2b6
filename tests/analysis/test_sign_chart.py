"""Sign charts: cells against mpmath's signs at points, zeros by hand, with parameters and without."""

import random

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, S, Symbol, cos, erf, exp, log, oo, pi, sin, sqrt, tanh

from symact import catalogue
from symact.analysis.one_period import window
from symact.analysis.sign_chart import germ, numeric_chart
from symact.analysis.sign_chart_symbolic import chart
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.errors import OpenSignError
from symact.symbolic.half_line import Tail
from tests.helpers.sample import DETAILED, examples

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
w = Symbol("w", real=True)


def number(value):
    if value.is_infinite:
        return mpmath.inf if value.exact is oo else -mpmath.inf
    return mpmath.mpf(str(value.expression().evalf(45)))


def hold(found, expression, order, lower, upper):
    """Hold a chart against values at random points, and where the zeros are claimed to be."""
    assert not isinstance(found, str), found
    assert (found.cells[0].lower.exact, found.cells[-1].upper.exact) == (lower, upper)
    assert all(left.upper == right.lower for left, right in zip(found.cells, found.cells[1:], strict=False))
    derivative = sympy.lambdify(x, sympy.diff(expression, x, order), "mpmath")
    rng = random.Random(3)
    with mpmath.workdps(600):
        for cell in found.cells:
            low, high = (max(-20, min(20, number(end))) for end in (cell.lower, cell.upper))
            for _ in range(12):
                place = low + (high - low) * mpmath.mpf(rng.uniform(0.001, 0.999))
                assert mpmath.sign(derivative(place)) == cell.sign, (mpmath.nstr(place, 8), cell)
    with mpmath.workdps(45):
        for zero in found.zeros:
            assert abs(derivative(number(zero))) < 1e-35


@pytest.mark.every(2)
@pytest.mark.parametrize("name", sorted(set(DETAILED) - {"selu"}))
def test_charts_of_the_catalogue_hold_at_points(name):
    pieces = bind(catalogue.get(name)).pieces
    one_period = window(pieces)
    for piece in (one_period.piece,) if one_period else pieces:
        for order in (0, 1, 2):
            found = numeric_chart(piece.expression, order, piece.lower, piece.upper)
            hold(found, piece.expression, order, piece.lower, piece.upper)


# (expression, order, lower, upper, zeros, signs), all by hand.
KNOWN = [
    (x**3 - x, 0, -oo, oo, [-1, 0, 1], [-1, 1, -1, 1]),
    (x**2, 0, -oo, oo, [0], [1, 1]),
    (x**3, 0, -oo, oo, [0], [-1, 1]),
    ((x - 1) ** 2 * (x + 2), 0, -oo, oo, [-2, 1], [-1, 1, 1]),
    ((x - Rational(1, 3)) ** 4, 0, -oo, oo, [Rational(1, 3)], [1, 1]),
    (x - x, 0, -oo, oo, [], [0]),
    (S(-3), 0, 0, 1, [], [-1]),
    (1 / (1 + exp(-x)), 2, -oo, oo, [0], [1, -1]),
    (tanh(x), 3, -oo, oo, [-log(2 + sqrt(3)) / 2, log(2 + sqrt(3)) / 2], [1, -1, 1]),
    (exp(-(x**2) / 2), 2, -oo, oo, [-1, 1], [1, -1, 1]),
    (log(x), 0, 0, oo, [1], [-1, 1]),
    (x * log(x), 1, 0, oo, [exp(-1)], [-1, 1]),
    (sqrt(x), 1, 0, oo, [], [1]),
    (1 / x, 0, -oo, 0, [], [-1]),
    (x * exp(-x), 1, -oo, oo, [1], [1, -1]),
    (sin(x), 0, Rational(-1, 8), Rational(-1, 8) + 2 * pi, [0, pi], [-1, 1, -1]),
    (1 - cos(x), 0, -1, 4, [0], [1, 1]),
    (x**2 * exp(-1 / x), 0, 0, oo, [], [1]),
    (erf(x) - x, 0, 1, 9, [], [-1]),
    (sin(x), 0, 0, pi, [], [1]),
    (x**2 - 2, 0, sqrt(2), 9, [], [1]),
]


@pytest.mark.parametrize(("expression", "order", "lower", "upper", "zeros", "signs"), KNOWN, ids=lambda v: str(v)[:30])
@pytest.mark.parametrize("rule", [numeric_chart, chart])
def test_known_charts(rule, expression, order, lower, upper, zeros, signs):
    found = rule(expression, order, S(lower), S(upper))
    assert not isinstance(found, str), found
    assert list(found.signs) == signs
    for zero, expected in zip(found.zeros, zeros, strict=True):
        assert abs(number(zero) - mpmath.mpf(str(S(expected).evalf(40)))) < 1e-14


@settings(max_examples=examples(12))
@given(st.lists(st.tuples(st.fractions(-4, 4, max_denominator=9), st.integers(1, 2)), max_size=3))
def test_products_of_linear_factors(factors):
    multiplicity = {}
    for zero, times in factors:
        multiplicity[zero] = multiplicity.get(zero, 0) + times
    expression = sympy.Mul(*((x - Rational(z.numerator, z.denominator)) ** m for z, m in multiplicity.items()))
    found = numeric_chart(sympy.expand(expression), 0, -oo, oo)
    if isinstance(found, str):
        assert max(multiplicity.values()) > 1  # a multiple zero away from 0 may be left open
        return
    assert [zero.exact for zero in found.zeros] == [Rational(z.numerator, z.denominator) for z in sorted(multiplicity)]
    sign = 1
    expected = [1]
    for zero in sorted(multiplicity, reverse=True):
        sign *= (-1) ** multiplicity[zero]
        expected.insert(0, sign)
    assert list(found.signs) == expected


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (sin(x), "sin"),
        (sin(1 / x), "sin"),
        (x * sin(x) - 5, ""),
        (sympy.gamma(x), "gamma"),
    ],
)
def test_what_is_not_decided_is_said(expression, words):
    found = numeric_chart(expression, 0, S.Zero, oo)
    assert isinstance(found, str)
    assert words in found


def test_a_function_flat_on_no_interval_is_not_called_flat():
    tiny = sympy.tanh(x) - 1 + 2 / (exp(2 * x) + 1)
    found = numeric_chart(tiny, 0, S.Zero, oo)  # identically 0, which signs at points could not tell
    assert isinstance(found, str) or found.signs == (0,)
    found = numeric_chart(exp(-(x**2)) / 10**30 - exp(-(x**2)) / (10**30 + 1), 0, -oo, oo)
    assert found.signs == (1,)


def test_germs_begin_where_the_sign_is_known():
    assert germ(x**2, 0, x**2, S.Zero, 1) == (Rational(1, 4), Tail(4, 1))
    assert germ(x**3, 0, x**3, S.Zero, -1) == (-Rational(1, 4), Tail(4, -1))
    assert germ(x + 1, 0, x + 1, S.Zero, 1) == (0, None)
    assert germ(x, 0, x, -oo, 1) == (-4, Tail(4, -1))
    inner, tail = germ(x**2 - 2, 0, x**2 - 2, sqrt(2), 1)
    assert tail.sign == 1
    assert 0 < Rational(int(inner.p), int(inner.q)) - sqrt(2) < Rational(1, tail.start)
    outer, tail = germ(x, 0, x, sqrt(2), 1)
    assert tail is None
    assert 0 <= sqrt(2) - Rational(int(outer.p), int(outer.q)) < Rational(1, 10**40)


@pytest.mark.parametrize(
    ("expression", "order", "lower", "upper", "zeros", "signs"),
    [
        (a * x - b, 0, -oo, oo, [b / a], [-1, 1]),
        (b - a * x, 0, 0, oo, [b / a], [1, -1]),
        (a * x + b, 0, 0, oo, [], [1]),
        (x**2 / a, 1, -oo, oo, [0], [-1, 1]),
        (exp(a * x) - 1, 0, -oo, oo, [0], [-1, 1]),
        (a * exp(x) - b, 0, -oo, oo, [log(b / a)], [-1, 1]),
        (exp(1 - a * x) - b, 0, -oo, oo, [(1 - log(b)) / a], [1, -1]),
        (a * (exp(x) - 3), 0, 2, oo, [], [1]),
        (exp(x / a) * (x - a) * (x - 2 * a), 0, -oo, oo, [a, 2 * a], [1, -1, 1]),
        (x / (1 + exp(-a * x)), 2, -oo, oo, None, [-1, 1, -1]),
        (x * exp(-a * x), 1, -oo, oo, [1 / a], [1, -1]),
        (exp(-a * x**2 / 2), 2, -oo, oo, [-1 / sqrt(a), 1 / sqrt(a)], [1, -1, 1]),
        (log(1 + exp(a * x)) / a, 1, -oo, oo, [], [1]),
        (sqrt(x**2 + 4 * a**2) - x, 0, -oo, oo, [], [1]),
        (-a * tanh(x / a), 0, -oo, oo, [0], [1, -1]),
    ],
    ids=lambda v: str(v)[:40],
)
def test_charts_with_parameters(expression, order, lower, upper, zeros, signs):
    found = chart(expression, order, S(lower), S(upper))
    assert not isinstance(found, str), found
    assert list(found.signs) == signs
    # None: no closed form is known; the signs beside the zeros are held all the same.
    for zero, expected in zip(found.zeros, zeros, strict=True) if zeros is not None else ():
        assert sympy.simplify(zero.exact - expected) == 0
    for values in ({a: Rational(1, 3), b: S(2)}, {a: S(5), b: Rational(2, 7)}):
        ends = [cell.lower.expression().subs(values) for cell in found.cells] + [S(upper)]
        slope = sympy.diff(expression, x, order).subs(values)
        for sign, low, high in zip(found.signs, ends, ends[1:], strict=False):
            low, high = max(low, -40), min(high, 40)
            for part in (Rational(1, 97), Rational(1, 2), Rational(99, 100)):
                assert sympy.sign(slope.subs(x, low + (high - low) * part).evalf(300)) == sign


@pytest.mark.parametrize(("expression", "names"), [(w * x, {w}), (exp(x) + w, {w}), (w * exp(x) * a, {w})])
def test_an_open_sign_is_named(expression, names):
    with pytest.raises(OpenSignError) as caught:
        chart(expression, 0, -oo, oo)
    assert caught.value.constant.free_symbols == names


def test_a_factor_without_a_rule_is_a_gap():
    assert "no rule gives the sign" in chart(x - a * x * exp(x) * erf(x), 0, -oo, oo)


def test_a_place_is_compared_with_the_ends():
    with pytest.raises(OpenSignError):
        chart(x - w, 0, S.Zero, oo)
    assert chart(x + a, 0, S.Zero, oo).signs == (1,)


def test_what_is_too_small_for_balls_is_a_product():
    # SMU-1 and SMU at their defaults: slopes that change by 10^-17 only, and within 10^-6 of 0 alone.
    smooth = 5 * x / 8 + sqrt(9 * x**2 / 16 + Rational(19, 10**18)) / 2
    assert chart(smooth, 2, -oo, oo).signs == (1,)
    assert isinstance(numeric_chart(smooth, 2, -oo, oo), str)
    steep = 3 * x * erf(750000 * x) / 8 + 5 * x / 8
    found = chart(steep, 2, -oo, oo)
    assert found.signs == (-1, 1, -1)
    assert [zero.exact for zero in found.zeros] == [-Rational(1, 750000), Rational(1, 750000)]
    hold(chart(steep, 2, -S.One / 10**6, S.One / 10**6), steep, 2, -S.One / 10**6, S.One / 10**6)
