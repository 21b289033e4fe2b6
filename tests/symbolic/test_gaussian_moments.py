"""Means at a normal input in closed form: against mpmath's quadrature, and exact rationals where they are."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, S, Symbol, cos, erf, exp, log, oo, sin, sqrt, tanh

from symact.definition.activation import x
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.symbolic.gaussian_moments import gaussian_mean, shortest
from symact.symbolic.quadrature import Moment
from symact.symbolic.real_number import program
from tests.helpers.sample import examples

a = Symbol("a", positive=True)


@pytest.fixture(autouse=True)
def forty_digits():
    with mpmath.workdps(40):
        yield


def by_quadrature(pieces, power, derivative=0):
    """Return the mean by mpmath, piece by piece; what lies beyond 19 standard deviations is below 1e-35."""
    total = mpmath.mpf(0)
    for piece in pieces:
        value = sympy.lambdify(x, sympy.diff(piece.expression, x, derivative) ** power, "mpmath")
        ends = [mpmath.mpf(str(max(-19, min(19, end.evalf(60))))) for end in (piece.lower, piece.upper)]
        cuts = [ends[0], *(mpmath.mpf(k) for k in range(-18, 19, 3) if ends[0] < k < ends[1]), ends[1]]
        total += mpmath.quad(lambda z, f=value: f(z) * mpmath.npdf(z), cuts)
    return total


def number(value):
    return mpmath.mpf(str(sympy.sympify(value).evalf(45)))


CLOSED = [
    x**3 + x**2 - 2,
    exp(x),
    x**2 * exp(-3 * x / 2),
    exp(-(x**2) / 3),
    x**4 * exp(-(x**2)),
    erf(x),
    x * erf(x / 2) + 1,
    x**2 * erf(x) ** 2,
    sin(3 * x) + cos(x) / 2,
    x * sin(x),
    x * (1 + erf(x / sqrt(2))) / 2,
    (x + sqrt(x**2 + 4)) / 2,
    sympy.Max(0, x),
    sympy.Piecewise((x, x >= 0), (exp(x) - 1, True)),
    sympy.Piecewise((x**3, x > 1), (2 * x + 1, x > Rational(-1, 3)), (x * exp(x), True)),
    sympy.Min(sympy.Max(x, 0), 6),
    sympy.Abs(x - sqrt(2)),
]


@pytest.mark.every(7)
@pytest.mark.parametrize("expression", CLOSED, ids=str)
@pytest.mark.parametrize("power", [1, 2])
def test_closed_forms_against_quadrature(expression, power):
    pieces = split(expression, x)
    try:
        found = gaussian_mean(pieces, power)
    except SymactError:
        # Of E sqrt(Z^2 + 4) and E erf(Z)^4 no closed form is known.
        assert (expression, power) in ((CLOSED[11], 1), (CLOSED[7], 2))
        return
    assert mpmath.almosteq(number(found), by_quadrature(pieces, power), 1e-28, 1e-28)
    assert mpmath.almosteq(number(shortest(found)), number(found), 1e-35)


@pytest.mark.parametrize(
    "expression",
    [erf(2 * x - 3) + x**2, x**3 * exp(-(x**2) + x), cos(2 * x + 1) * exp(-(x**2)), x * exp(x**2 / 8 - x)],
    ids=str,
)
def test_bells_and_error_functions_that_are_shifted(expression):
    pieces = split(expression, x)
    assert mpmath.almosteq(number(gaussian_mean(pieces)), by_quadrature(pieces, 1), 1e-28, 1e-28)


def test_coefficients_with_parameters_stay_factored():
    b = Symbol("b", real=True)
    expression = (1 + b) * x + (1 - b) * x * erf(a * (1 - b) * x)
    found = shortest(gaussian_mean(split(expression, x), 2))
    assert found.count_ops() < 80
    given = {a: Rational(1, 3), b: Rational(-7, 2)}
    assert mpmath.almosteq(number(found.subs(given)), by_quadrature(split(expression.subs(given), x), 2), 1e-28)


def double_factorial(n):
    return 1 if n < 2 else n * double_factorial(n - 2)


@settings(max_examples=examples(30))
@given(st.lists(st.fractions(-5, 5, max_denominator=9), min_size=1, max_size=7))
def test_moments_of_polynomials_are_exact(coefficients):
    expression = sympy.Add(*(Rational(c.numerator, c.denominator) * x**k for k, c in enumerate(coefficients)))
    expected = sum((c * double_factorial(k - 1) for k, c in enumerate(coefficients) if k % 2 == 0), Fraction(0))
    found = gaussian_mean([Piece(-oo, oo, expression, False, False)])
    assert Fraction(int(found.p), int(found.q)) == expected


@pytest.mark.every(2)
@pytest.mark.parametrize("degree", [0, 1, 2, 5, 6])
@pytest.mark.parametrize("power", [0, 1, 2])
@pytest.mark.parametrize("weight", [0, Rational(2, 3), Rational(-1, 4)])
def test_powers_times_error_functions_times_bells(degree, power, weight):
    expression = x**degree * erf(3 * x / 2) ** power * exp(-weight * x**2)
    pieces = [Piece(-oo, oo, expression, False, False)]
    value = number(gaussian_mean(pieces))
    if (degree + power) % 2:
        assert value == 0
        return
    with mpmath.workdps(16):
        exact = 2 * mpmath.quad(
            lambda z: z**degree * mpmath.erf(1.5 * z) ** power * mpmath.exp(-number(weight) * z**2) * mpmath.npdf(z),
            [0, 1, 2, 4, 8, 16, 30],
        )
    assert mpmath.almosteq(value, exact, 1e-13)


def test_symbolic_parameters():
    pieces = split(sympy.Piecewise((x, x >= 0), (a * (exp(x / a) - 1), True)), x)
    for power in (1, 2):
        found = gaussian_mean(pieces, power)
        for value in (Rational(1, 2), S(3)):
            bound = [Piece(p.lower, p.upper, p.expression.subs(a, value), False, False) for p in pieces]
            assert mpmath.almosteq(number(found.subs(a, value)), by_quadrature(bound, power), 1e-30)


def test_each_error_function_stands_once():
    m, v = Symbol("m", real=True), Symbol("v", positive=True)
    moved = [Piece(-oo, -m / sqrt(v), a * (exp(m + sqrt(v) * x) - 1), False, False)]
    moved += [Piece(-m / sqrt(v), oo, m + sqrt(v) * x, False, False)]
    for power in (1, 2):
        mean = gaussian_mean(moved, power)
        found = shortest(mean)
        kernels = [f for term in sympy.Add.make_args(found) for f in term.atoms(sympy.erfc)]
        assert len(kernels) == len(set(kernels)) == power + 1
        values = {m: Rational(-2, 3), v: Rational(5, 4), a: Rational(7, 5)}
        assert mpmath.almosteq(number(found.subs(values)), number(mean.subs(values)), 1e-30)


def test_the_mean_of_a_shifted_wave_is_real():
    w = Symbol("w", real=True)
    found = gaussian_mean([Piece(-oo, oo, sin(w * x + 1) ** 2, False, False)])
    assert not found.has(sympy.I)
    # E cos(2 w Z) = exp(-2 w^2).
    expected = (1 - sympy.cos(2) * exp(-2 * w**2)) / 2
    assert abs((found - expected).subs(w, Rational(3, 7)).evalf(40)) < 1e-35


@pytest.mark.parametrize(
    ("expression", "lower", "upper"),
    [
        (tanh(x) ** 2, -oo, oo),
        (log(1 + exp(x)), -oo, oo),
        (1 / (1 + x**2), -oo, oo),
        (erf(x), 0, oo),
        (sin(x), 0, oo),
        (exp(-(x**2)), 0, oo),
        (exp(x**2), -oo, oo),
        (exp(x**2 / 2), -oo, oo),
        (erf(x) ** 4, -oo, oo),
        (erf(x) * erf(2 * x), -oo, oo),
        (erf(x + 1) ** 2, -oo, oo),
        (x * erf(x + 1), -oo, oo),
        (erf(x) * exp(x), -oo, oo),
        (1 / x, 0, oo),
        (sqrt(x), 0, oo),
        (x**50, -oo, oo),
    ],
    ids=str,
)
def test_what_has_no_rule_is_refused(expression, lower, upper):
    with pytest.raises(SymactError):
        gaussian_mean([Piece(S(lower), S(upper), expression, False, False)])


# Certified integrals: (expression, derivative, power, weight).
INTEGRALS = [
    (tanh(x), 0, 2, S.One),
    (tanh(x), 1, 2, S.One),
    (1 / (1 + exp(-x)), 0, 2, S.One),
    (x / (1 + exp(-x)), 0, 1, S.One),
    (x / (1 + exp(-x)), 1, 2, S.One),
    (x * tanh(log(1 + exp(x))), 0, 2, S.One),
    (sympy.Piecewise((x, x >= 0), (exp(x) - 1, True)), 0, 2, x**2 - 1),
    (sympy.Piecewise((x, x >= 0), (exp(x) - 1, True)), 0, 1, x**2 - 1),
    (sympy.Max(0, x - sqrt(2)) ** 2, 1, 2, S.One),
    (sympy.Abs(x), 0, 1, x),
    (1 / (1 + 25 * x**2), 0, 1, S.One),
    (exp(x), 0, 2, S.One),
]


@pytest.mark.every(2)
@pytest.mark.parametrize(("expression", "derivative", "power", "weight"), INTEGRALS, ids=lambda v: str(v)[:30])
def test_certified_integrals_against_quadrature(expression, derivative, power, weight):
    pieces = split(expression, x)
    ball = Moment(pieces, derivative, power, weight).ball()
    weighted = [
        Piece(p.lower, p.upper, sympy.diff(p.expression, x, derivative) ** power * weight, False, False) for p in pieces
    ]
    expected = by_quadrature(weighted, 1)
    middle = mpmath.mpf(ball.mid().str(60, radius=False))
    assert abs(middle - expected) <= float(ball.rad()) + mpmath.mpf(10) ** -33
    assert ball.rad() < 1e-42


@pytest.mark.parametrize(
    "expression", [exp(x**2), exp(x**2 / 2), exp(5 * x), sin(x) ** 2 * exp(x**2), sympy.gamma(x)], ids=str
)
def test_tails_that_are_not_bounded_are_refused(expression):
    with pytest.raises(SymactError):
        Moment([Piece(-oo, oo, expression, False, False)]).ball()


def test_a_pole_or_a_root_inside_is_refused():
    for expression, lower in ((1 / x, 0), (1 / x**2, 0), (sqrt(x), 0), (1 / (x - 3) ** 2, 0)):
        with pytest.raises(SymactError):
            Moment([Piece(S(lower), oo, expression, True, False)]).ball()


def test_only_what_is_asked_for_is_integrated():
    # Of x exp(-x) on [0, 1], [1, oo): the two parts add up.
    whole = Moment([Piece(S.Zero, oo, x * exp(-x), True, False)]).ball()
    parts = [
        Moment([Piece(low, high, x * exp(-x), True, False)]).ball() for low, high in ((S.Zero, S.One), (S.One, oo))
    ]
    assert (parts[0] + parts[1]).overlaps(whole)


@pytest.mark.parametrize(("growth", "power", "weight", "reach"), [(1, 1, S.One, 3), (1, 2, x, 5), (4, 2, x**2 - 1, 16)])
def test_the_bound_of_the_tails_bounds_them(growth, power, weight, reach):
    found = Moment([Piece(-oo, oo, x, False, False)], 0, power, weight)._tail_bound(growth, reach)
    size = sympy.lambdify(x, sympy.Abs(weight), "mpmath")
    tail = 2 * mpmath.quad(
        lambda t: mpmath.exp(growth * power * t) * size(t) * mpmath.npdf(t), [reach, reach + 2, reach + 8, reach + 40]
    )
    assert found.contains(0)
    assert tail <= float(found.rad())


def test_an_irrational_end_costs_a_gap_that_is_accounted_for():
    exact, rest = Moment([Piece(-oo, oo, S.One, False, False)])._end(sqrt(2), 18, program(S.One))
    with mpmath.workdps(200):
        gap = abs(mpmath.mpf(int(exact.p)) / int(exact.q) - mpmath.sqrt(2)) * mpmath.npdf(mpmath.sqrt(2))
    assert 0 < gap <= float(rest.rad()) < 1e-50
