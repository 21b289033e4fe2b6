"""The zero test: identities of textbooks, near misses, and what must stay open."""

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Rational,
    S,
    Symbol,
    asinh,
    atan,
    cos,
    cosh,
    diff,
    erf,
    erfc,
    exp,
    gamma,
    log,
    oo,
    pi,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.enclosure.precision import working_precision
from symact.evidence import Status
from symact.symbolic import piecewise_zero_test
from symact.symbolic.normal_form import NoNormalFormError, NormalForm
from symact.symbolic.zero_test import are_proved_equal, find_witness, inner_points, is_identically_zero, normal
from tests.helpers.sample import examples

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
c = Symbol("c", real=True)
gelu = x * (1 + erf(x / sqrt(2))) / 2
squareplus = (x + sqrt(x**2 + b)) / 2

joined, scattered = (x + 1) / (x + 2), 1 - 1 / (x + 2)

IDENTITIES = [
    (tanh(x) - 2 / (1 + exp(-2 * x)) + 1, -oo, oo),
    (1 / (1 + exp(-x)) - (1 + tanh(x / 2)) / 2, -oo, oo),
    (cosh(x) ** 2 - sinh(x) ** 2 - 1, -oo, oo),
    (sin(2 * x + b) - 2 * sin(x) * cos(x + b) - sin(b), -oo, oo),
    (tan(x) - sin(x) / cos(x), -oo, oo),
    (log(1 + exp(b * x)) / b - log(1 + exp(-b * x)) / b - x, -oo, oo),
    (gelu - gelu.subs(x, -x) - x, -oo, oo),
    (gelu - x * erfc(-x / sqrt(2)) / 2, -oo, oo),
    (squareplus - b / (4 * squareplus) - x, -oo, oo),
    (erf((1 - exp(x)) / (1 + exp(x))) + erf(tanh(x / 2)), -oo, oo),
    (asinh(x) + asinh(-x) + atan(c * x) + atan(-c * x), -oo, oo),
    (log((1 + tanh(x)) / (1 - tanh(x))) / 2 - x, -oo, oo),
    (sqrt(x**2) - x, 0, oo),
    (sqrt(x**2) + x, -oo, 0),
    (Abs(x - 1) + x - 1, -oo, 1),
    (sqrt(x - 5) * sqrt(x + 5) - sqrt(x**2 - 25), 5, oo),
    (exp(x / a) * exp(-x / a) - 1, -oo, oo),
    (x ** Rational(1, 3) * x ** Rational(2, 3) - x, 0, oo),
    (sqrt(2) * sqrt(3) * x - sqrt(6) * x, -oo, oo),
    (tanh(log(1 + exp(x))) - ((1 + exp(x)) ** 2 - 1) / ((1 + exp(x)) ** 2 + 1), -oo, oo),
    ((1 + exp(x)) ** c - exp(c * log(1 + exp(x))), -oo, oo),
    (exp(x * log(a / (a + 1))) - exp(x * log(a)) * exp(-x * log(a + 1)), -oo, oo),
]


@pytest.mark.parametrize(("expression", "low", "high"), IDENTITIES)
def test_identities_are_proved(expression, low, high):
    found = is_identically_zero(expression, x, sympy.sympify(low), sympy.sympify(high))
    assert found.zero is True
    assert found.evidence.status == Status.PROVED


@pytest.mark.parametrize(("expression", "low", "high"), IDENTITIES)
@pytest.mark.parametrize("size", [Rational(1, 10**12), Rational(-1, 7)])
def test_near_misses_are_refuted_by_a_witness(expression, low, high, size):
    low, high = sympy.sympify(low), sympy.sympify(high)
    found = is_identically_zero(expression + size, x, low, high)
    assert found.zero is False
    values = {s: dict(found.witness.values)[str(s)] for s in expression.free_symbols | {x}}
    inside = values[x]
    assert low is -oo or inside > low
    assert high is oo or inside < high
    with mpmath.workdps(60):
        value = mpmath.mpf(sympy.N((expression + size).subs(values), 50))
        assert abs(value - mpmath.mpf(size.p) / size.q) < mpmath.mpf(10) ** -40
        assert mpmath.sign(value) == found.witness.sign


@pytest.mark.parametrize(
    "expression",
    [
        log(-exp(x)) - x,  # never real
        log(-1 - x**2),
        # 0 by the laws of logarithms, which say nothing where the argument is negative.
        log((2 * x - x**2 - 3) * (1 + exp(x))) - log(2 * x - x**2 - 3) - log(1 + exp(x)),
        gamma(x + 1) - x * gamma(x),  # true, but no rule
    ],
)
def test_what_is_not_decided_stays_open(expression):
    assert is_identically_zero(expression, x).zero is None


def test_a_sign_that_is_open_is_not_guessed():
    """sqrt(x^2) is x on one side only, and log(x^2) = 2 log(x) too."""
    assert is_identically_zero(sqrt(x**2) - x, x).zero is False
    assert is_identically_zero(sqrt(x**2) - x, x, S.NegativeInfinity, S.Zero).zero is False
    assert is_identically_zero(log((x - 1) ** 2) - 2 * log(1 - x), x, S.NegativeInfinity, S.One).zero is True


def test_coefficients_and_independence():
    """x + a (exp(x) - 1) has the coefficients 1, a, -a: it vanishes for no a."""
    found = is_identically_zero(c * (exp(x / a) - 1) + (c - 1) * x, x)
    assert found.exact
    assert set(found.coefficients) >= {c, -c} or set(found.coefficients) >= {c, c - 1}
    assert not is_identically_zero(exp(x / a) - exp(x) + 1, x).exact  # a = 1 makes it 1
    assert not is_identically_zero(erf(x) - x, x).exact
    assert not is_identically_zero(exp(c * x) - 1, x).exact  # c = 0


def test_normal_forms():
    sigmoid = catalogue.get("sigmoid").expression
    assert normal(sigmoid + sigmoid.subs(x, -x), x) == 1
    assert normal(gelu - gelu.subs(x, -x), x) == x
    assert normal(gamma(x) * x**100, x) is None


def test_long_constants_and_hard_rates_are_quick():
    selu = bind(catalogue.get("selu")).pieces[0].expression
    assert is_identically_zero(diff(selu, x) - diff(selu, x, 2), x).zero is True
    quick = catalogue.get("quick_gelu").expression
    assert is_identically_zero(quick - quick.subs(x, -x) - x, x).zero is True
    assert is_identically_zero(exp(Rational(851, 500) * x) - exp(x) ** 2, x).zero is False
    with pytest.raises(NoNormalFormError):
        NormalForm((exp(Rational(851, 500) * x) + exp(x),), x, -oo, oo).rational(exp(Rational(851, 500) * x))


def test_relations_of_roots_are_used():
    generators = NormalForm((sqrt(x**2 + b),), x, -oo, oo)
    root = generators.rational(sqrt(x**2 + b))
    assert generators.numerator(root**2 - x**2 - b) == 0
    assert generators.numerator(root**2 - x**2) != 0


@pytest.mark.parametrize(
    ("low", "high"), [(-oo, oo), (0, oo), (-oo, 0), (Rational(-1, 3), 0), (-sqrt(2), pi), (3 - pi, 0)]
)
def test_inner_points_are_inside(low, high):
    low, high = sympy.sympify(low), sympy.sympify(high)
    points = inner_points(low, high)
    assert points
    assert all((low is -oo or sympy.N(p - low, 30) > 0) and (high is oo or sympy.N(high - p, 30) > 0) for p in points)


rationals = st.fractions(min_value=-3, max_value=3, max_denominator=7).map(
    lambda f: Rational(f.numerator, f.denominator)
)
KERNELS = st.sampled_from([x, exp(x), exp(-2 * x), tanh(x), sin(x), sqrt(x**2 + 1), log(1 + exp(x)), erf(x)])


@given(st.lists(st.tuples(rationals, KERNELS, KERNELS), min_size=1, max_size=3))
@settings(max_examples=examples(40), deadline=None, derandomize=True)
def test_no_random_expression_is_called_zero_wrongly(terms):
    """mpmath at one point is the judge: a sum that is not 0 there must not be proved 0; rewritten it must."""
    total = sympy.Add(*(k * u * v for k, u, v in terms))
    found = is_identically_zero(total, x)
    with mpmath.workdps(40):
        values = [abs(mpmath.mpf(sympy.N(total.subs(x, p), 30))) for p in (Rational(2, 7), Rational(-9, 5))]
    if max(values) > mpmath.mpf(10) ** -25:
        assert found.zero is False
    shuffled = sympy.Add(*(k * sympy.expand(u.rewrite(tanh, exp).rewrite(sin, tan) * v) for k, u, v in terms))
    assert is_identically_zero(sympy.Add(total, -shuffled, evaluate=False), x).zero is True


def test_a_wrong_rule_meets_a_witness(monkeypatch):
    """Planted: abs(u) = u whatever the sign. The normal form is wrong then, and the ball at a point says so."""
    for cached in (is_identically_zero, normal):
        cached.cache_clear()
    monkeypatch.setattr(NormalForm, "absolute", lambda form, u: form.rational(u))
    assert normal(Abs(x) - x, x) == 0
    assert is_identically_zero(Abs(x) - x, x).zero is False
    assert is_identically_zero(b * Abs(x) - b * x, x).zero is False
    for cached in (is_identically_zero, normal):
        cached.cache_clear()


@pytest.mark.parametrize(
    "expression",
    [
        sqrt((1 + x**2) / (3 + x**2)) ** 3 + x,
        sqrt(scattered) * sqrt(joined) + sqrt(scattered),
        log(sqrt(scattered) * sqrt(joined) * exp(x)),
        (x / (1 + x)) ** Rational(7, 3) - 1,
        erf(sqrt(b / (x**4 - x + 1)) ** 3) * tanh(x) ** 3,
        sin(x) ** 2 / (1 + cos(x)) + log((2 + x) / (3 - x)),
    ],
)
def test_normal_forms_have_the_same_values(expression):
    """No factor is lost where roots have relations with denominators; mpmath is the judge."""
    form = normal(expression, x)
    assert form is not None
    values = {b: Rational(2, 3)}
    with mpmath.workdps(40):
        for at in (Rational(3, 7), Rational(5, 4)):
            pair = [mpmath.mpf(sympy.N(e.subs(values).subs(x, at), 35)) for e in (expression, form)]
            assert abs(pair[0] - pair[1]) < mpmath.mpf(10) ** -30


def test_a_witness_does_not_depend_on_the_precision_of_whoever_asks_first():
    shown = []
    for bits in (53, 300):
        with working_precision(bits):
            shown.append(find_witness(sin(x) / x, x).ball)
    assert shown[0] == shown[1]


def test_roots_are_equal_where_their_squares_and_signs_are():
    a, b = Symbol("a", positive=True), Symbol("b", real=True)
    long = b * exp(-(a**2)) + erf(a) + 2
    scaled = sqrt(pi) * exp(a**2) * (erf(a) + 2) + sqrt(pi) * b
    assert are_proved_equal(1 / sqrt(long), pi ** Rational(1, 4) * exp(a**2 / 2) / sqrt(scaled), x)
    assert not are_proved_equal(-1 / sqrt(long), pi ** Rational(1, 4) * exp(a**2 / 2) / sqrt(scaled), x)
    # For a = b = -1 the one is -1, the other 1.
    assert not are_proved_equal(sqrt(b) * sqrt(b - a), sqrt(b**2 - a * b), x)


def test_the_complement_of_an_error_function_is_known_among_constants():
    k = sqrt(2) / 2
    one, other = 1 + a**2 * erfc(k) - a * erfc(k), 1 + a**2 - a**2 * erf(k) - a + a * erf(k)
    assert are_proved_equal(one, other, x)
    assert are_proved_equal(sqrt(2) / sqrt(2 * one), 1 / sqrt(other), x)
    assert not are_proved_equal(one, other + erf(k) - erf(k + 1), x)


def test_a_constant_of_both_signs_is_not_searched_for_zeros(monkeypatch):
    p, q, u, v = sympy.symbols("p q u v", positive=True)
    monkeypatch.setattr(piecewise_zero_test, "zeros", lambda value: pytest.fail(f"{value} is searched"))
    value = p * (1 - sympy.exp(-1 / u)) - q * (1 - sympy.exp(-1 / v))
    assert not piecewise_zero_test._is_not_zero(value, sympy.true)
    assert piecewise_zero_test._is_not_zero(p * (1 - sympy.exp(-1 / u)), sympy.true)
