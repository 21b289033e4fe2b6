"""Functions of waves, with and without a drift: zeros, slopes and ranges against mpmath, and what recurs."""

import random
from itertools import pairwise

import mpmath
import pytest
import sympy
from flint import fmpq
from sympy import Rational, S, Symbol, cos, exp, pi, sin, sqrt

from symact.analysis.extreme_values import compare
from symact.analysis.one_period import window
from symact.checking.recheck import recheck
from symact.definition.activation import x
from symact.definition.pieces import split
from symact.errors import OpenSignError
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.cached import documented
from symact.sheets.content import content
from symact.symbolic.images import are_images
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, Root

a, w = Symbol("a", positive=True), Symbol("w", real=True)


def value(formula, name, *declared):
    (found,) = derive(definition(formula, declared), name)
    assert found.scope == sympy.true
    assert found.value is not None, found.parts
    return found.value


def number(found):
    return mpmath.mpf(str(found.expression().evalf(40)))


# (formula, derivative, zeros in [0, period) counted by hand, period).
ZEROS = [
    ("sin(x)**2", 0, 2, 2 * pi),
    ("sin(x+1/8)", 0, 2, 2 * pi),
    ("sin(x+1/7)", 0, 2, 2 * pi),
    ("sin(3*x-1)*cos(2*x)", 0, 10, 2 * pi),
    ("1+sin(2*x)", 0, 1, pi),
    ("x+sin(x)**2", 1, 2, 2 * pi),
    ("x/3+sin(x+1/8)", 1, 2, 2 * pi),
    ("2*x-sin(5*x)/7", 1, 0, 2 * pi / 5),
]


@pytest.mark.parametrize(("formula", "order", "count", "period"), ZEROS, ids=lambda v: str(v))
def test_all_zeros_of_one_period_are_found_once(formula, order, count, period):
    found = value(formula, "zeros" if order == 0 else "critical_points")
    assert {each.period for each in found} == ({period} if found else set())
    own = sympy.lambdify(x, sympy.diff(definition(formula, ()).expression, x, order), "mpmath")
    with mpmath.workdps(40):
        places = [number(each.where) for each in found]
        assert all(abs(own(place)) < 1e-35 for place in places)
        length = mpmath.mpf(str(period.evalf(40)))
        assert len(places) == count
        assert len({mpmath.nstr(place % length, 12) for place in places}) == count


# Sign changes are counted on a grid, touching zeros are not: none of these has any.
DRIFTS = ["-x/3+sin(x)", "x/2-sin(3*x)+cos(2*x)", "1+x/9+2*sin(x-1)", "x-cos(x)"]


@pytest.mark.parametrize("formula", DRIFTS)
def test_a_function_that_drifts_has_finitely_many_zeros(formula):
    found = value(formula, "zeros")
    assert {each.period for each in found} == {None}
    own = sympy.lambdify(x, definition(formula, ()).expression, "math")
    signs = [own(k / 50) > 0 for k in range(-2500, 2501)]
    assert len(found) == sum(left != right for left, right in pairwise(signs))
    assert [each.period for each in value(formula, "sign")] == [None] * (len(found) + 1)
    whole = value(formula, "range")
    assert whole.lower.is_infinite
    assert whole.upper.is_infinite
    assert value(formula, "surjective")
    assert value(formula, "bounded") == "unbounded"


@pytest.mark.parametrize(
    ("formula", "direction"),
    [
        ("x+sin(x)**2", "strictly increasing"),
        ("x+sin(a*x)**2/a", "strictly increasing"),
        ("-2*x+cos(x)", "strictly decreasing"),
        ("x+2*sin(x)", "not monotonic"),
        ("sin(x)**2", "not monotonic"),
    ],
)
def test_monotonicity_of_what_does_not_decay(formula, direction):
    declared = ("a>0",) if "a" in formula else ()
    assert value(formula, "monotonicity", *declared) == direction
    assert value(formula, "injective", *declared) == direction.startswith("strictly")
    if direction.startswith("strictly"):
        (only,) = value(formula, "monotonic_intervals", *declared)
        assert only.period is None
        assert only.where.lower.is_infinite


def test_fixed_points_recur_where_the_drift_is_1():
    found = value("x+sin(x)**2", "fixed_points")
    assert {(str(each.where.text()), str(each.period)) for each in found} == {("0", "2*pi"), ("pi", "2*pi")}
    (only,) = value("x/2+cos(x)**2/9", "fixed_points")
    with mpmath.workdps(40):
        assert only.period is None
        assert abs(number(only.where) - mpmath.findroot(lambda t: t / 2 + mpmath.cos(t) ** 2 / 9 - t, 0.2)) < 1e-30


def test_values_that_rise_from_period_to_period_are_not_claimed():
    (found,) = derive(definition("x+2*sin(x)", ()), "extrema")
    assert found.value is None
    assert "each time with another value" in str(found.parts)
    assert value("x+sin(x)**2", "extrema") == []


def test_windows_begin_where_no_derivative_is_zero():
    rng = random.Random(5)
    for _ in range(12):
        phases = [Rational(rng.randint(-9, 9), rng.choice((7, 8, 11, 13, 104))) for _ in range(2)]
        expression = sin(x + phases[0]) + rng.choice((0, 1, Rational(1, 3))) * cos(2 * x + phases[1])
        found = window(split(expression, x))
        for k in range(5):
            with mpmath.workdps(40):
                assert abs(sympy.diff(expression, x, k).subs(x, found.piece.lower).evalf(40)) > 1e-12


def test_what_is_no_function_of_waves_has_no_window():
    for expression in (x * sin(x), sin(x**2), x**2 + sin(x), sin(x) + sin(sqrt(2) * x), sin(x) ** 2 + cos(x) ** 2, x):
        assert window(split(expression, x)) is None
    # The factor may be 0, the drift too.
    assert window(split(w * sin(x), x)) is None
    with pytest.raises(OpenSignError):
        window(split(w * x + sin(x), x))
    assert window(split(a * x + sin(x), x)).drift == a


@pytest.mark.parametrize(("expression", "exists"), [(sin(x) ** 2, False), (3 + cos(2 * x) * sin(x), False)])
def test_what_recurs_has_no_limit(expression, exists):
    assert limit(expression, x, 1).exists is exists
    assert limit(exp(-x) * sin(x) + expression, x, 1).exists is not True


@pytest.mark.parametrize("expression", [w * sin(x) ** 2, sin(x) ** 2 + cos(x) ** 2, sin(x) ** 2 / x])
def test_what_may_have_a_limit_is_not_denied_one(expression):
    assert limit(expression, x, 1).exists is not False


def root(expression, order, low, high):
    return Root(expression, order, fmpq(*low), fmpq(*high))


def test_images_are_equal_and_near_misses_are_not():
    c = sqrt(2) / 2
    wave = exp(-((x - c) ** 2)) * (x - c)
    left, right = root(wave, 1, (-1, 2), (3, 5)), root(wave, 1, (1, 1), (2, 1))
    assert are_images(Number(None, left, (wave**2, 0)), Number(None, right, (wave**2, 0)))
    assert not are_images(Number(None, left, (wave, 0)), Number(None, right, (wave, 0)))
    assert compare(Number(None, left, (-wave, 0)), Number(None, right, (wave, 0))) == 0
    bent = wave**2 + (x - c) / 10**80
    assert not are_images(Number(None, left, (bent, 0)), Number(None, right, (bent, 0)))
    # A translation: sin(3 x) at places a period apart.
    moved = sin(3 * x) + cos(3 * x) / 5
    first, second = root(moved, 1, (0, 1), (1, 1)), root(moved, 1, (2, 1), (3, 1))
    assert are_images(Number(None, first, (moved, 0)), Number(None, second, (moved, 0)))


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", ["x+sin(x)**2", "sin(x)**2", "sin(x+1/8)"])
def test_what_is_written_is_replayed(formula):
    subject = definition(formula, ())
    names = ("monotonicity", "zeros", "range", "fixed_points", "lipschitz", "convexity", "critical_points")
    sheet = documented(content(subject, [fact for name in names for fact in derive(subject, name)]))
    assert [each.verdict for each in recheck(sheet) if each.property in names] == ["replayed"] * len(names)


def test_the_middle_of_a_double_zero_is_cut_at_a_multiple_of_pi():
    assert [each.where.exact for each in value("sin(x)**2", "zeros")] == [S.Zero, pi]
    (only,) = value("1-cos(3*x-1)", "zeros")
    assert sympy.simplify((only.where.exact - Rational(1, 3)) / (2 * pi / 3)).is_integer


# (formula, property, an end of its entries by hand, between which a period is cut elsewhere).
SEAMS = [
    ("x/3+sin(x)", "monotonic_intervals", lambda: mpmath.acos(mpmath.mpf(-1) / 3)),
    ("cos(2*x)-2*cos(x)", "sign", lambda: mpmath.acos((1 - mpmath.sqrt(3)) / 2)),
    ("exp(sin(x))", "convex_intervals", lambda: mpmath.asin((mpmath.sqrt(5) - 1) / 2)),
]


@pytest.mark.parametrize(("formula", "name", "first"), SEAMS, ids=[row[0] for row in SEAMS])
def test_what_goes_on_into_the_next_period_is_one_entry(formula, name, first):
    (one, other) = value(formula, name)
    with mpmath.workdps(40):
        ends = [number(each) for entry in (one, other) for each in (entry.where.lower, entry.where.upper)]
        assert abs(ends[0] - first()) < 1e-35
        assert ends[1] == ends[2]
        assert abs(ends[3] - ends[0] - 2 * mpmath.pi) < 1e-35
